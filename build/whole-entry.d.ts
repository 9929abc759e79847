export interface BuiltFile {
  path: string;
  code: string;
}

export function buildWholeEntry(
  options: object,
  entry: string,
  along: readonly string[],
): Promise<{ whole: BuiltFile; chunks: { path: string; code: string }[]; inputs: string[] }>;
