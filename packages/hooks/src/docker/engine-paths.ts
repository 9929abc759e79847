/** An id or name stays one element of the path, whatever is in it. */
export function containerPath(container: string): string {
  return `/containers/${encodeURIComponent(container)}`;
}

/** A query as the daemon reads it: all labels must fit, and one of several other values. */
export function filters(values: Readonly<Record<string, readonly string[]>>): string {
  return `filters=${encodeURIComponent(JSON.stringify(values))}`;
}
