/** Looks for planted secrets and keeps what was found. */
import { isAllowed } from './allowed-places.ts';
import { findPlanted } from './find-planted.ts';

/** Where something was read. */
export interface Place {
  in:
    | 'arguments'
    | 'environment of a process in a container'
    | 'description'
    | 'file'
    /** A file that was there for a moment. */
    | 'passing file'
    | 'output'
    | 'response';
  /** The program, the path, the container or the image. */
  of: string;
  /** A file that nobody but its owner can read. */
  isPrivate?: boolean;
}

export interface Found {
  /** Each a sentence: which secret, and where. */
  leaks: string[];
  /** Arguments, environments, descriptions, responses and files, and lines of output. */
  inputs: number;
}

export interface Findings {
  look(place: Place, content: Buffer | string): void;
  /** Something else that is a leak. */
  report(leak: string): void;
  /** What was not found before the last time. */
  take(): Found;
}

export function createFindings(): Findings {
  const leaks = new Set<string>();
  const told = new Set<string>();
  let inputs = 0;
  return {
    look(place, content) {
      inputs += place.in === 'output' ? String(content).split('\n').length : 1;
      for (const { kind, line } of findPlanted(content)) {
        if (isAllowed(place, kind)) continue;
        const access = place.isPrivate === false ? ', which other users can read' : '';
        const where = `in the ${place.in}, line ${String(line)}, of ${place.of}${access}`;
        leaks.add(`${kind ?? 'cut secret'}: ${where}`);
      }
    },
    report: (leak) => void leaks.add(leak),
    take() {
      // A file that stays is found each time.
      const found = { leaks: [...leaks].filter((leak) => !told.has(leak)), inputs };
      for (const leak of leaks) told.add(leak);
      inputs = 0;
      return found;
    },
  };
}
