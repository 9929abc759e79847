import type * as z from 'zod/mini';
import { issueText } from './issue-text.ts';

/** How much of a list a line has room for. */
const shown = 5;

/** The first few of what may be many, for one line of a log. */
export function shortList(words: readonly string[], separator = ', '): string {
  const more = words.length - shown;
  const rest = more > 0 ? [`and ${String(more)} more`] : [];
  return [...words.slice(0, shown), ...rest].join(separator);
}

/** One thing that is wrong with such a file, as a clause that names the entry. */
export function problemText(issue: z.core.$ZodIssue): string {
  const path = issue.path.map(String).join('.') || 'the document';
  switch (issue.code) {
    case 'unrecognized_keys':
      return `${path} has unknown entries (${shortList(issue.keys)})`;
    case 'invalid_value':
      return `${path} must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.join(', ')}`;
    case 'too_small':
    case 'too_big':
      return `${path} must be ${issue.message}`;
    case 'invalid_union': {
      const meant = meantCase(issue.errors.flat());
      return meant ? problemText({ ...meant, path: [...issue.path, ...meant.path] }) : path;
    }
    default:
      return issueText(issue);
  }
}

/**
 * zod tells what is wrong with each case of a union. The one that was meant is the one that was got
 * furthest in: a misspelt entry, else the deepest.
 */
function meantCase(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue | undefined {
  const [deepest] = [...issues].sort((one, other) => other.path.length - one.path.length);
  return issues.find(({ code }) => code === 'unrecognized_keys') ?? deepest;
}
