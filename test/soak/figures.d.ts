/** Counts by subject. */
export type Sums = Record<string, Record<string, number>>;
/** What a suite counted of a subject. */
export type Count = { subject: string; suite?: string } & Record<string, string | number>;
export function readCounts(lines: string): Count[];
export function sumUp(counts: readonly Count[]): Sums;
export function countsOf(sums: Sums): Count[];
export function tableOf(sums: Sums): string[][];
export function asText(rows: string[][]): string;
export function asMarkdown(rows: string[][]): string;
