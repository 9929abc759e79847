import { HookError } from '../errors.ts';
import type { Host } from './host.ts';
import { judgeImage, limitsImages } from './judge-image.ts';
import { judgeName, judgeOption } from './judge-options.ts';
import { judgeOwnMount } from './judge-sources.ts';
import type { Policy } from './read-policy.ts';
import { readOptions, type OptionUse } from './read-options.ts';

/** A container that a workflow asks for. */
export interface Asked {
  /** Where the workflow names it, for people: `jobs.build.container`. */
  origin: string;
  /** Images by what names them, such as `image: redis`; the reference, where that is clear. */
  images: readonly { text: string; reference: string | undefined }[];
  /** The words of `options`. */
  options: readonly string[];
  /** Entries of `volumes:`, and the words that docker gets for each. */
  volumes: readonly { text: string; words: readonly string[] }[];
  /** Folders of the host that the runner mounts by itself. */
  ownMounts?: readonly string[];
}

/** A part of a request that the policy does not allow. */
export interface Violation {
  origin: string;
  /** `options: --cap-add SYS_ADMIN`. */
  text: string;
  /** A clause: which rule it meets and what that allows, or why nobody can judge it. */
  why: string;
}

/** Everything that a policy has against containers, in the order of the request. */
export function judge(asked: readonly Asked[], { allow }: Policy, host: Host): Violation[] {
  return asked.flatMap(({ origin, images, options, volumes, ownMounts = [] }) => {
    const judgeAll = (uses: readonly OptionUse[]) => {
      return uses.map((use) => ({ use, why: judgeOption(use, allow, host) }));
    };
    const { uses, unclear } = readOptions(options);
    const found = [
      ...images.map(({ text, reference }) => ({
        text,
        why:
          reference === undefined
            ? unclearImage(limitsImages(allow))
            : judgeImage(reference, allow),
      })),
      ...uses.map((use) => ({ text: `options: ${nameOf(use)}`, why: judgeName(use, allow) })),
      ...judgeAll(uses).map(({ use, why }) => ({ text: `options: ${textOf(use)}`, why })),
      ...(unclear ? [{ text: `options: ${unclear.text}`, why: unclear.why }] : []),
      ...volumes.flatMap(({ text, words }) => {
        const mount = readOptions(words);
        const whys = judgeAll(mount.uses).map(({ why }) => why);
        return [...whys, mount.unclear?.why].map((why) => ({ text: `volumes: ${text}`, why }));
      }),
      ...ownMounts.map((path) => ({
        text: `the runner's own mount of ${path}`,
        why: judgeOwnMount(path, allow, host),
      })),
    ];
    return found.flatMap(({ text, why }) => (why === undefined ? [] : [{ origin, text, why }]));
  });
}

/** One sentence about all of them, for the job log. */
export function refusal({ file }: Policy, violations: readonly Violation[]): HookError {
  return new HookError(
    `The policy of this runner (${file}) refuses what the workflow asks for: ${violations.map(violationText).join('; ')}.`,
    {
      hint: 'Change the workflow, or ask whoever runs this runner to change its policy (docs/policy.md).',
    },
  );
}

/** Longest piece of a request in a sentence; what follows is cut off. */
const longest = 120;

export function violationText({ origin, text, why }: Violation): string {
  const shown = text.length > longest ? `${text.slice(0, longest)}…` : text;
  // Paths may hold anything.
  return `${origin} has \`${shown}\`, ${why}`.replaceAll(/\p{Cc}/gu, ' ');
}

function unclearImage(isLimited: boolean): string | undefined {
  return isLimited ? 'and which image that is can only docker tell' : undefined;
}

function nameOf({ option }: OptionUse): string {
  return `--${option.name}`;
}

function textOf(use: OptionUse): string {
  const { option, value } = use;
  return option.kind === 'flag' ? nameOf(use) : `${nameOf(use)} ${value}`;
}
