import { createHash } from 'node:crypto';
import { relative } from 'node:path';

/** What jest asks for an order: one of the seed (`--seed`), so that each round has other neighbours. */
export default class FileOrder {
  constructor({ globalConfig: { seed, rootDir } }) {
    this.place = ({ path }) =>
      createHash('sha256')
        .update(`${seed} ${relative(rootDir, path)}`)
        .digest('hex');
  }

  sort(tests) {
    return [...tests].sort((one, other) => (this.place(one) < this.place(other) ? -1 : 1));
  }

  allFailedTests(tests) {
    return tests;
  }

  /** Durations of earlier runs play no part. */
  cacheResults() {}
}
