import { plant } from './secrets/planted.ts';

/** What the fake GitHub takes as the token of somebody who may write secrets. */
export const githubToken = `github_pat_${plant('GitHub token', 'OfTheTests')}`;
