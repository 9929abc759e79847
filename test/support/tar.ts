/** Writes a tar archive (POSIX ustar), enough of it for the layer of a test image. */
export interface TarEntry {
  /** Without a leading slash. */
  readonly path: string;
  readonly mode: number;
  /** A file has content, a symbolic link a target, a directory neither. */
  readonly content?: Buffer;
  readonly target?: string;
  /** Default root. */
  readonly owner?: { readonly uid: number; readonly gid: number };
}

const block = 512;

export function tar(entries: readonly TarEntry[]): Buffer {
  const parts = entries.flatMap((entry) => {
    const content = entry.content ?? Buffer.alloc(0);
    return [header(entry, content.length), content, Buffer.alloc(-content.length & (block - 1))];
  });
  return Buffer.concat([...parts, Buffer.alloc(2 * block)]);
}

function header({ path, mode, content, target, owner }: TarEntry, size: number): Buffer {
  if (Buffer.byteLength(path) > 100) throw new Error(`The path is too long for ustar: ${path}`);
  const type = target !== undefined ? '2' : content ? '0' : '5';
  const bytes = Buffer.alloc(block);
  const fields: readonly [number, string][] = [
    [0, path],
    [100, octal(mode, 8)],
    [108, octal(owner?.uid ?? 0, 8)],
    [116, octal(owner?.gid ?? 0, 8)],
    [124, octal(size, 12)],
    [136, octal(0, 12)],
    [148, ' '.repeat(8)],
    [156, type],
    [157, target ?? ''],
    [257, 'ustar\u000000'],
  ];
  for (const [offset, text] of fields) bytes.write(text, offset);
  const checksum = bytes.reduce((sum, byte) => sum + byte, 0);
  bytes.write(`${checksum.toString(8).padStart(6, '0')}\0 `, 148);
  return bytes;
}

function octal(value: number, width: number): string {
  return `${value.toString(8).padStart(width - 1, '0')}\0`;
}
