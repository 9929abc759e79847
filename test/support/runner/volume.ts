/** A mount as the runner sends it. */
export interface WireMount {
  userProvidedValue: string | null;
  sourceVolumePath: string | null;
  targetVolumePath: string;
  readOnly: boolean;
}

/** Reads a volume of a workflow as the runner does, with its losses (`ContainerInfo.cs`). */
export function parseVolume(text: string): WireMount {
  const [first = '', second = '', mode = '', ...more] = text.split(':');
  const parts = text.split(':').length;
  const volume = (source: string | null, target: string, readOnly: boolean): WireMount => ({
    userProvidedValue: text,
    sourceVolumePath: source,
    targetVolumePath: target,
    readOnly,
  });
  if (parts === 3 && more.length === 0) return volume(first, second, mode.toLowerCase() === 'ro');
  if (parts !== 2) return volume(null, text, false);
  return second.toLowerCase() === 'ro' ? volume(null, first, true) : volume(first, second, false);
}
