/** How far a pull has come. */
export interface PullReport {
  /** The registry has answered docker. */
  hasBegun: boolean;
  /** The image was here and the registry has no newer one. */
  isUpToDate: boolean;
  /** How far each layer is, by its short id. */
  layers: Map<string, LayerState>;
}

/** A layer rests while it waits for another one, or for the disk. */
type LayerState = 'coming' | 'resting' | 'here';

export function newReport(): PullReport {
  return { hasBegun: false, isUpToDate: false, layers: new Map() };
}

/**
 * Takes a line of what `docker pull` prints without a terminal: `<tag>: Pulling from <repository>`,
 * `<layer>: <what happens>`, `Status: …` (docker/cli, `pkg/jsonmessage`; equal from 20.10 to 28),
 * or of what the daemon says of bytes besides.
 */
export function readReport(report: PullReport, line: string): void {
  report.hasBegun = true;
  if (line.startsWith('Status: Image is up to date')) report.isUpToDate = true;
  const [, layer, action = ''] = /^([0-9a-f]{12}): (.+)$/.exec(line) ?? [];
  if (layer === undefined || action.startsWith('Pulling from')) return;
  if (report.layers.get(layer) !== 'here') report.layers.set(layer, stateOf(action));
}

/** What is still to come waits, and not for the registry. */
export function isResting({ layers }: PullReport): boolean {
  const states = [...layers.values()];
  return states.includes('resting') && !states.includes('coming');
}

/** The daemon gets few layers at a time, for all jobs together: those of others may come first. */
function stateOf(action: string): LayerState {
  if (/^(Pull complete|Already exists)/.test(action)) return 'here';
  return /^(Waiting|Verifying|Download complete|Extracting)/.test(action) ? 'resting' : 'coming';
}

/** `3 of 9 layers`, for people who wait. */
export function progressText({ hasBegun, layers }: PullReport): string {
  if (!hasBegun) return 'waiting for the registry';
  const done = [...layers.values()].filter((state) => state === 'here').length;
  return `${String(done)} of ${String(layers.size)} layers`;
}
