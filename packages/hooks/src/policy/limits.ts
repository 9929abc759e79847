import { shortList } from '../admin-file/problem-text.ts';
import { matchesWildcard } from '../admin-file/wildcard.ts';
import type { Allow, RuleName } from './policy-file.ts';

/** Says which rule a request meets and what that allows, as the end of a sentence. */
export function limitText(rule: RuleName, allow: Allow): string {
  const limit = allow[rule];
  if (limit === undefined) return `and allow.${rule} does not allow it`;
  if (typeof limit === 'boolean') return `and allow.${rule} is ${String(limit)}`;
  return `and allow.${rule} is ${limit.length === 0 ? 'empty' : shortList(limit)}`;
}

/** What a list of patterns says of a value: nothing, or a clause why not. */
export function judgeList(
  rule: { [Name in RuleName]: NonNullable<Allow[Name]> extends string[] ? Name : never }[RuleName],
  value: string,
  allow: Allow,
): string | undefined {
  const patterns = allow[rule];
  if (patterns?.some((pattern) => matchesWildcard(pattern, value)) !== false) return undefined;
  return limitText(rule, allow);
}
