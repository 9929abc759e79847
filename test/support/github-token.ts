/** What the fake GitHub takes as the token of somebody who may write secrets. */
export const githubToken = 'github_pat_of_the_tests';
