import { HookError } from '../errors.ts';

/**
 * The runner traces the job message as a line with this header, then a space and indented JSON
 * (actions/runner, `Worker.cs`, `HostTraceListener.cs`).
 */
const header = /(?:^|\n)\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ INFO Worker\] Job message:\r?\n/;

/** Parsing cannot be interrupted, so what would take long is not read at all. */
const largestParsed = 4 * 1024 * 1024;

/**
 * Where the JSON of the first job message begins; undefined without one. Text of a workflow cannot
 * forge the header: inside JSON a line break is escaped.
 * @throws HookError when something else than JSON follows: a secret that is `{` masks the brace
 */
export function findHeader(page: Buffer): number | undefined {
  // latin1 has one character per byte, so positions are those of the buffer.
  const found = header.exec(page.toString('latin1'));
  if (!found) return undefined;
  const end = found.index + found[0].length;
  const start = end + 1;
  if (page.length > start && page.toString('latin1', end, start + 1) !== ' {') {
    throw new HookError('the job message in the log is no JSON');
  }
  return start;
}

/** The end of the JSON: a closing brace alone in its line, since all inner lines are indented. */
export function findEnd(page: Buffer, from: number): number | undefined {
  const brace = page.indexOf('\n}', from, 'latin1');
  if (brace === -1) return undefined;
  const end = brace + 2;
  return end === page.length || page[end] === 0x0a || page[end] === 0x0d ? end : undefined;
}

/**
 * The text of one property of an indented JSON object: from the line with its name to the next line
 * that is not indented deeper. The rest need not be valid, as masked secrets (`***`) break numbers
 * and braces; a forged line is impossible for the reason above.
 * @throws HookError when the name occurs twice
 */
export function section(text: string, name: string, depth: number): string | undefined {
  const indent = `\n${'  '.repeat(depth)}`;
  const line = `${indent}"${name}": `;
  const found = text.indexOf(line);
  if (found === -1) return undefined;
  const start = found + line.length;
  if (text.includes(line, start)) throw new HookError(`the job message has two ${name}`);
  const ends = [text.indexOf(`${indent}"`, start), text.indexOf(`${indent.slice(0, -2)}}`, start)];
  const end = Math.min(...ends.filter((position) => position !== -1));
  const value = text.slice(start, end);
  return value.endsWith(',') ? value.slice(0, -1) : value;
}

/** A section as JSON; undefined when it is absent, too large or a mask broke it. */
export function jsonSection(text: string, name: string, depth: number): unknown {
  const value = section(text, name, depth);
  if (value === undefined || value.length > largestParsed) return undefined;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    // The parser's own words would quote the message.
    return undefined;
  }
}
