interface TestFile {
  path: string;
}

export default class FileOrder {
  constructor(options: { globalConfig: { seed: number; rootDir: string } });
  sort<File extends TestFile>(tests: readonly File[]): File[];
}
