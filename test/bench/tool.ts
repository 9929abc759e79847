/** A program of the benchmark, as its command line sees it. */
export interface Tool<Options> {
  name: string;
  help: string;
  /** @throws an error of one sentence when the call is wrong */
  parse(args: readonly string[]): Options;
  run(options: Options): Promise<void> | void;
}

/** Runs a program; whatever goes wrong ends in one line on stderr. */
export async function runTool<Options>(tool: Tool<Options>): Promise<void> {
  const args = process.argv.slice(2);
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(tool.help);
    return;
  }
  const fail = (sentence: string, exitCode: number) => {
    console.error(`${tool.name}: ${sentence}`);
    process.exitCode = exitCode;
  };
  let options: Options;
  try {
    options = tool.parse(args);
  } catch (error) {
    // The first sentence of node says what is wrong; the others explain how to write a dash.
    const [sentence = ''] = messageOf(error).split(/\. (?=[A-Z])|\n/);
    fail(`${sentence.replace(/\.$/, '')}. See --help.`, 2);
    return;
  }
  try {
    await tool.run(options);
  } catch (error) {
    fail(messageOf(error), 1);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
