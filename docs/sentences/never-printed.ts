import type { Sentence } from './printed.ts';
import { hasParts } from './spans.ts';

/** What ends as a sentence in the code and reaches nobody as one. */
export interface NeverPrinted {
  /** Below `packages/`; a folder means all of its files. */
  place: string;
  /** As in a row of the page; all sentences of the place when left out. */
  sentence?: string;
  /** Why it has no row. */
  why: string;
}

export const neverPrinted: readonly NeverPrinted[] = [
  {
    place: 'hooks/src/job-message/',
    why: 'the debug line about the names of services quotes it: docs/service-names.md',
  },
  {
    place: 'hooks/src/docker/engine-daemon.ts',
    sentence: 'Error response from daemon: …',
    why: "docker's client says it in front of the reason; docker-error.ts takes it off",
  },
  {
    place: 'hooks/src/docker/output.ts',
    sentence: '… bytes before this are left out',
    why: 'it marks a gap in what a container wrote',
  },
  {
    place: 'hooks/src/cli/rehearse.ts',
    sentence: 'cleaning up',
    why: 'the answer to Ctrl-C',
  },
  {
    place: 'hooks/src/rehearse/expressions/evaluate.ts',
    sentence: 'its text is longer than 1 MiB',
    why: 'the reason in "The expression … fails"',
  },
  {
    place: 'hooks/src/rehearse/workflow/template.ts',
    sentence: 'The file is not valid.',
    why: 'an InvalidFile has at least one problem, and says that',
  },
  {
    place: 'hooks/src/commands/await-services.ts',
    sentence: 'Service … ….',
    why: 'it ends with one of the reasons in container/health.ts, which have rows',
  },
  {
    place: 'ecr-auth/src/cli/output.ts',
    why: 'the name in front of each line',
  },
];

export function isOf({ place, sentence }: NeverPrinted, { file, text }: Sentence): boolean {
  const isThere = place.endsWith('/')
    ? file.startsWith(`packages/${place}`)
    : file === `packages/${place}`;
  return isThere && (sentence === undefined || hasParts(text, sentence));
}
