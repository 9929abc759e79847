import { plain } from './plain.ts';

/**
 * How programs write a secret: as it is, as JSON, in URLs, in XML and in base64 (the runner masks the same
 * forms, `HostContext.cs`).
 */
export function secretForms(text: string): string[] {
  const bare = text.trim();
  return [
    ...[bare, plain(bare), JSON.stringify(bare).slice(1, -1)],
    ...[encodeURIComponent(wellFormed(bare)), asXml(bare), ...inBase64(bare)],
  ].filter(Boolean);
}

/** Half of a letter has no place in a URL. */
function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}

const entities = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&apos;'],
]);

function asXml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => entities.get(sign) ?? sign);
}

/** Letters; what is shorter stands in other words, too. */
const shortest = 8;

/**
 * Inside of a longer text, as `user:password`, it begins at one of three places of a group of three bytes.
 * What it shares a group with is not known.
 */
function inBase64(text: string): string[] {
  const bytes = Buffer.from(text);
  const parts = [0, 1, 2].map((start) => {
    const end = start + Math.floor((bytes.length - start) / 3) * 3;
    return bytes.toString('base64', start, Math.max(start, end));
  });
  return [bytes.toString('base64'), ...parts.filter(({ length }) => length >= shortest)];
}
