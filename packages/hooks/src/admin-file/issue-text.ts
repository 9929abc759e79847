import type * as z from 'zod/mini';

/**
 * One zod issue as a clause: the path, then what is wrong. It never shows the value, which may be
 * a secret. Parse with `reportInput`, which tells a missing value from one of another type.
 */
export function issueText(issue: z.core.$ZodIssue): string {
  const path = issue.path.map(String).join('.') || 'the document';
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? `${path} is missing`
        : `${path} must be ${withArticle(issue.expected)}`;
    case 'invalid_format':
    case 'custom':
      return `${path} must be ${issue.message}`;
    case 'invalid_union':
      return `${path} must be one of ${knownValues(issue)}`;
    default:
      return `${path} is not valid`;
  }
}

function withArticle(expected: string): string {
  return `${/^[aeiou]/.test(expected) ? 'an' : 'a'} ${expected}`;
}

/** The values of the field that tells the cases of a union apart; zod types only the untagged case. */
function knownValues(issue: z.core.$ZodIssueInvalidUnion): string {
  return 'options' in issue && Array.isArray(issue.options)
    ? issue.options.join(', ')
    : 'its cases';
}
