/** What the hook itself says in the job log. The runner's command syntax stays in this file. */
export interface Log {
  info(text: string): void;
  /** Shown only when the job runs with step debug logging. */
  debug(text: string): void;
  notice(text: string): void;
  warning(text: string): void;
  error(text: string): void;
  /** Runs `work` inside a collapsible group. Groups do not nest: the runner's log has one level. */
  group<T>(title: string, work: () => Promise<T>): Promise<T>;
  /** Runs `work` while the runner ignores commands: whatever it prints is only text. */
  untrusted<T>(work: (write: (text: string) => void) => Promise<T>): Promise<T>;
}

export interface LogOptions {
  write: (text: string) => void;
  debug: boolean;
  /** An unpredictable word that ends `::stop-commands::`. */
  newToken: () => string;
}

/**
 * A log that speaks the runner's workflow commands.
 * Command syntax: actions/runner, `ActionCommand.cs` and `ActionCommandManager.cs`.
 */
export function createLog({ write, debug, newToken }: LogOptions): Log {
  const command = (name: string, text: string) => {
    write(`::${name}::${escapeData(text)}\n`);
  };
  return {
    info: (text) => {
      write(`${plain(text)}\n`);
    },
    debug: (text) => {
      if (debug) command('debug', text);
    },
    notice: (text) => {
      command('notice', oneLine(text));
    },
    warning: (text) => {
      command('warning', oneLine(text));
    },
    error: (text) => {
      command('error', oneLine(text));
    },
    group: async (title, work) => {
      command('group', title);
      try {
        return await work();
      } finally {
        write('::endgroup::\n');
      }
    },
    untrusted: async (work) => {
      const token = newToken();
      write(`::stop-commands::${token}\n`);
      try {
        return await work(write);
      } finally {
        // What was printed may end in the middle of a line, where a command is not seen.
        write(`\n::${token}::\n`);
      }
    },
  };
}

/**
 * The runner undoes these three in the data of a command; anything else stands for itself. One that does not know
 * the command would look for `##[` in it.
 */
function escapeData(text: string): string {
  return text
    .replaceAll('##[', '## [')
    .replaceAll('%', '%25')
    .replaceAll('\r', '%0D')
    .replaceAll('\n', '%0A');
}

/** An annotation stands in lists of GitHub, where there is room for one line. */
function oneLine(text: string): string {
  return text.replaceAll(/[\r\n]+/g, ' ');
}

/**
 * One line in which the runner finds no command: `::x::` counts at a start, `##[x]` anywhere. U+0085 is white
 * space to .NET only.
 */
function plain(text: string): string {
  return oneLine(text)
    .replaceAll('##[', '## [')
    .replace(/^([\s\u0085]*):(?=:)/, '$1: ');
}
