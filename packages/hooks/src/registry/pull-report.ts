/** How far a pull has come. */
export interface PullReport {
  /** The registry has answered docker. */
  hasBegun: boolean;
  /** The image was here and the registry has no newer one. */
  isUpToDate: boolean;
  /** Whether each layer, by its short id, is here. */
  layers: Map<string, boolean>;
}

export function newReport(): PullReport {
  return { hasBegun: false, isUpToDate: false, layers: new Map() };
}

/**
 * Takes a line of what `docker pull` prints without a terminal: `<tag>: Pulling from <repository>`,
 * `<layer>: <what happens>`, `Status: …` (docker/cli, `pkg/jsonmessage`; equal from 20.10 to 28).
 */
export function readReport(report: PullReport, line: string): void {
  report.hasBegun = true;
  if (line.startsWith('Status: Image is up to date')) report.isUpToDate = true;
  const [, layer, action = ''] = /^([0-9a-f]{12}): (.+)$/.exec(line) ?? [];
  if (layer === undefined || action.startsWith('Pulling from')) return;
  const isHere = /^(Pull complete|Already exists)/.test(action);
  report.layers.set(layer, isHere || report.layers.get(layer) === true);
}

/** `3 of 9 layers`, for people who wait. */
export function progressText({ hasBegun, layers }: PullReport): string {
  if (!hasBegun) return 'waiting for the registry';
  const done = [...layers.values()].filter(Boolean).length;
  return `${String(done)} of ${String(layers.size)} layers`;
}
