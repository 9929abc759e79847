/** What the fake daemon says of containers, networks and images: what the fake client would say. */
import type { Answer } from './support.ts';

/** A status and what follows it. */
export type Said = readonly [status: number, document: object | undefined];
/** Undefined for a request of another kind. */
export type Things = (line: string) => Said | undefined;

const routes: readonly [RegExp, (answered: (...words: string[]) => Answer | undefined) => Said][] =
  [
    [/^GET \/containers\/json\?/, (answered) => [200, listed(answered('container', 'ls'))]],
    [/^GET \/containers\/[^/]+\/json$/, (answered) => inspected(answered('container', 'inspect'))],
    [/^GET \/containers\/[^/]+\/archive\?/, () => [200, {}]],
    [/^GET \/images\/[^/]+\/json$/, (answered) => inspected(answered('image', 'inspect'))],
    [/^GET \/(networks|images\/json)\?/, () => [200, []]],
    [/^POST \/networks\/create$/, () => [201, { Id: 'n' }]],
    [/^POST \/containers\/create\?/, () => [201, { Id: 'c'.repeat(64) }]],
    [/^POST \/containers\/[^/]+\/attach\?/, () => [200, undefined]],
    [/^POST \/containers\/[^/]+\/wait\?/, () => [200, { StatusCode: 0 }]],
    [/^POST \/containers\/[^/]+\/start$/, () => [204, {}]],
  ];

/** @param answers those of a fake client; each counts for as many requests as it says */
export function thingsOf(answers: readonly Answer[]): Things {
  const used = new Map<Answer, number>();
  const answered = (...words: string[]) => {
    const fits = (answer: Answer) =>
      answer.when.every((word, index) => ['docker', ...words][index] === word) &&
      (used.get(answer) ?? 0) < (answer.times ?? Infinity);
    const answer = answers.find(fits);
    if (answer) used.set(answer, (used.get(answer) ?? 0) + 1);
    return answer;
  };
  return (line) => routes.find(([pattern]) => pattern.test(line))?.[1](answered);
}

/** Lines of an id and a name. */
function listed({ stdout = '' }: Partial<Answer> = {}): object {
  const lines = stdout.split('\n').filter(Boolean);
  return lines
    .map((line) => line.split(' '))
    .map(([Id, name]) => ({ Id, Names: [`/${name ?? ''}`] }));
}

function inspected({
  element,
  stdout,
  stderr = 'No such container: x',
}: Partial<Answer> = {}): Said {
  if (element) return [200, element];
  const [first] = stdout === undefined ? [] : (JSON.parse(stdout) as object[]);
  return first ? [200, first] : [404, { message: stderr.replace(/^Error: /, '') }];
}
