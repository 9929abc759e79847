/** Counts by subject. */
export type Sums = Record<string, Record<string, number>>;
export function sumUp(lines: string): Sums;
export function tableOf(sums: Sums): string[][];
export function asText(rows: string[][]): string;
export function asMarkdown(rows: string[][]): string;
