export const noticesFile: string;

export function noticesOf(inputs: readonly string[], root: string): Promise<string>;
