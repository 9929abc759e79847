export function originProblem(remote: string, url: string): string | undefined;
export function originOf(root: string): string;
export function repositoryOf(root: string): string;
