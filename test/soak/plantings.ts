/** What another user or an earlier job may put where a program is going to make a file. */
import { expect } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import {
  chownSync,
  lchownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { tally } from './tally.ts';

/** Of somebody who has an account on the runner's machine. */
const otherUser = { uid: 1002, gid: 1002 };

/** A folder of the runner user, of which nothing may change. */
interface Victim {
  folder: string;
  file: string;
  /** Names, owners, modes and contents. */
  look(): string;
}

/** What a test puts somewhere, counted as faults. */
export interface Attack {
  readonly victim: Victim;
  put(what: Planting, path: string): void;
  /** Counts what was put, also by other means; throws unless the victim is as it was. */
  survived(more?: number): void;
}

export function createAttack(folder: string, owner: { uid: number; gid: number }): Attack {
  const victim = createVictim(folder, owner);
  const before = victim.look();
  let put = 0;
  return {
    victim,
    put(what, path) {
      put += 1;
      tally('temporary files', { faults: 1 });
      plantings[what](path, victim);
    },
    survived(more = 0) {
      expect(victim.look()).toBe(before);
      tally('temporary files', { faults: more, survived: put + more });
    },
  };
}

function createVictim(folder: string, owner: { uid: number; gid: number }): Victim {
  const file = join(folder, 'precious');
  mkdirSync(folder, { mode: 0o755 });
  writeFileSync(file, 'precious\n', { mode: 0o644 });
  for (const path of [folder, file]) chownSync(path, owner.uid, owner.gid);
  const look = () => {
    const { mode, uid } = lstatSync(file);
    const names = readdirSync(folder);
    const content = readFileSync(file, 'utf8');
    return JSON.stringify([names, lstatSync(folder).mode, mode, uid, content]);
  };
  return { folder, file, look };
}

/** Each puts something at a path, as somebody else. */
const plantings = {
  'a link to a file': (path: string, { file }: Victim) => {
    symlinkSync(file, path);
    lchownSync(path, otherUser.uid, otherUser.gid);
  },
  'a link to a folder': (path: string, { folder }: Victim) => {
    symlinkSync(folder, path);
    lchownSync(path, otherUser.uid, otherUser.gid);
  },
  'a link to nowhere': (path: string) => {
    symlinkSync('/nowhere/at/all', path);
  },
  'a hard link': (path: string, { file }: Victim) => {
    linkSync(file, path);
  },
  'a pipe': (path: string) => {
    execFileSync('mkfifo', ['--mode=666', path]);
    chownSync(path, otherUser.uid, otherUser.gid);
  },
  'a folder of somebody else': (path: string) => {
    mkdirSync(join(path, 'inner'), { recursive: true, mode: 0o700 });
    chownSync(path, otherUser.uid, otherUser.gid);
  },
} as const;

export type Planting = keyof typeof plantings;
export const allPlantings = Object.keys(plantings) as Planting[];
