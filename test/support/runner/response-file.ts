import { randomUUID } from 'node:crypto';
import { chownSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { User } from '../inside.ts';

export interface ResponseFile {
  path: string;
  /** What the hook wrote; undefined when it has deleted the file. The file is gone afterwards. */
  take(): string | undefined;
}

/** The empty file for an answer, which the runner makes before each call (`ContainerHookManager.cs`). */
export function createResponseFile(temp: string, user: User): ResponseFile {
  const path = join(temp, '_runner_hook_responses', `${randomUUID()}.json`);
  writeFileSync(path, '');
  chownSync(path, user.uid, user.gid);
  return {
    path,
    take: () => {
      const text = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
      rmSync(path, { force: true });
      return text;
    },
  };
}
