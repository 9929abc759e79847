export interface BuiltFile {
  path: string;
  code: string;
}

/** Sources are named by their paths from the root. */
export interface WholeFile {
  path: string;
  entries: readonly string[];
  along?: readonly string[];
}

export function buildWholeFiles(
  options: object,
  files: readonly WholeFile[],
): Promise<{
  whole: BuiltFile[];
  chunks: BuiltFile[];
  holders: Map<string, string>;
  inputs: string[];
}>;

export function withHeld(file: BuiltFile, holders: Map<string, string>): BuiltFile;
