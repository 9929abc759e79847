/** What one check found. */
export interface Finding {
  /** Name of the check: `docker config`, `token`, … */
  check: string;
  status: 'ok' | 'warn' | 'fail';
  /** What is so, in one line. */
  text: string;
  /** What to do about it. */
  fix?: string | undefined;
}

export const ok = (check: string, text: string): Finding => ({ check, status: 'ok', text });

export const warn = (check: string, text: string, fix?: string): Finding => ({
  check,
  status: 'warn',
  text,
  fix,
});

export const fail = (check: string, text: string, fix?: string): Finding => ({
  check,
  status: 'fail',
  text,
  fix,
});
