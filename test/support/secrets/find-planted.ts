import { kindOf, marker, type SecretKind } from './planted.ts';

export interface Planted {
  /** Undefined where the marker is cut off before it says so. */
  kind: SecretKind | undefined;
  /** Of the content, from 1. */
  line: number;
}

/** Text that stands for another, and how many characters before it its group of four begins. */
interface Needle {
  text: string;
  lead: number;
}

const once = encodings(marker);
/** ECR's passwords are base64 themselves, and docker's config and header encode them again. */
const needles: Needle[] = [
  { text: marker, lead: 0 },
  ...once,
  ...once.flatMap(({ text }) => encodings(text)),
];

/**
 * The planted secrets in a content: as they are, in JSON or a URL, and in base64 of up to two layers,
 * whatever stands before them.
 */
export function findPlanted(content: Buffer | string): Planted[] {
  const text = typeof content === 'string' ? content : content.toString('latin1');
  return needles.flatMap((needle) =>
    placesOf(needle.text, text).map((at) => ({
      kind: kindAt(needle, text, at),
      line: text.slice(0, at).split('\n').length,
    })),
  );
}

function placesOf(needle: string, text: string): number[] {
  const places = [];
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1)) places.push(at);
  return places;
}

/** Decodes only what is around the place: the marker, the letter after it, and a group before it. */
function kindAt({ text: needle, lead }: Needle, text: string, at: number): SecretKind | undefined {
  if (needle === marker) return kindOf(text.slice(at + marker.length));
  const start = Math.max(at - lead, 0);
  const before = /[\w+/-]{4}$/.exec(text.slice(Math.max(start - 4, 0), start))?.[0] ?? '';
  const encoded = before + text.slice(start, start + 80);
  const decoded = Buffer.from(encoded, 'base64').toString('latin1');
  const inner = [{ text: marker, lead: 0 }, ...once].find((one) => decoded.includes(one.text));
  return inner && kindAt(inner, decoded, decoded.indexOf(inner.text));
}

/**
 * The three forms of a text in base64, by how many bytes of a group are before it, without the characters
 * that depend on its neighbours.
 */
function encodings(text: string): Needle[] {
  return [0, 1, 2].map((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(text)]);
    const encoded = bytes.toString('base64').replace(/=+$/, '');
    const lead = [0, 2, 3][before] ?? 0;
    const isCut = bytes.length % 3 !== 0;
    return { text: encoded.slice(lead, isCut ? -1 : undefined), lead };
  });
}
