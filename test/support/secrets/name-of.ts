import { findPlanted } from './find-planted.ts';

/** The first words of a command, without those that hold what must not be shown. */
export function nameOf(argv: readonly string[]): string {
  const words = argv.slice(0, 4).filter((word) => findPlanted(word).length === 0);
  return words.map((word) => word.slice(0, 80)).join(' ');
}
