import { messageOf } from './errors.ts';

/**
 * The line (from 1) at which a text stops being JSON, for an error message. The message of
 * JSON.parse itself quotes the text around the place, which in a docker configuration is a secret.
 * @returns undefined if the text is JSON
 */
export function brokenLine(text: string): number | undefined {
  const failure = syntaxError(text);
  if (failure === undefined) return undefined;
  const position = /at position (\d+)/.exec(failure)?.[1];
  if (position !== undefined) return text.slice(0, Number(position)).split('\n').length;
  const lines = text.split('\n');
  // "Unexpected token" comes without a position, but already when the text ends with that line.
  const index = lines.findIndex((_, last) =>
    isUnexpectedToken(lines.slice(0, last + 1).join('\n')),
  );
  return index === -1 ? lines.length : index + 1;
}

function isUnexpectedToken(text: string): boolean {
  return syntaxError(text)?.startsWith('Unexpected token') ?? false;
}

function syntaxError(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}
