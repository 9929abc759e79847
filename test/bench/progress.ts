import type { WriteStream } from 'node:tty';

export interface Progress {
  show(what: string): void;
  end(): void;
}

/** One line that is written over; nothing where nobody watches. */
export function createProgress(stream: Pick<WriteStream, 'isTTY' | 'columns' | 'write'>): Progress {
  const clear = '\r\u001b[K';
  const write = (text: string) => {
    if (stream.isTTY) stream.write(text);
  };
  return {
    show: (what) => {
      write(`${clear}${what.slice(0, Math.max(0, stream.columns - 1))}`);
    },
    end: () => {
      write(clear);
    },
  };
}
