import type { Config } from '../config.ts';
import { explain } from '../errors.ts';
import { featureNames, type Decision, type Features, type KnownFeatures } from '../features.ts';
import type { Log } from '../log.ts';
import { isKilled } from './kill-switch.ts';
import { allFeatures, overriddenFeatures } from './overrides.ts';
import { shortList } from '../admin-file/problem-text.ts';
import type { RolloutFile } from './rollout-file.ts';

/** The reason of every feature while the switch is pulled. */
const killed = 'kill switch';

export interface CallFeatures {
  config: Config;
  /** What was decided when the job was prepared: a job keeps it, whatever happens to the file. */
  known: KnownFeatures | undefined;
  log: Pick<Log, 'warning' | 'debug'>;
}

/**
 * The features of one call of the hook. A rollout that cannot be read is a warning, and then the defaults
 * count.
 */
export async function featuresOfCall({ config, known = {}, log }: CallFeatures): Promise<Features> {
  const features = isKilled(config.killSwitch)
    ? allFeatures({ variant: 'off', reason: killed })
    : await decide({ config, known, log });
  log.debug(`Features: ${featureNames.map((name) => textOf(name, features[name])).join(', ')}`);
  return features;
}

/** Whoever wonders why a job goes another way than yesterday should not need a debug log. */
export function noticeKilled(features: Features, log: Pick<Log, 'notice'>): void {
  if (!featureNames.every((name) => features[name].reason === killed)) return;
  log.notice('The kill switch of this runner is pulled (HOOK_KILL_SWITCH): all features are off.');
}

/** Variables cannot change while a job runs, but the state of a job passes through a folder of the job. */
async function decide({
  config,
  known,
  log,
}: CallFeatures & { known: KnownFeatures }): Promise<Features> {
  const { rolloutFile: file, featureDefault: byDefault, featureOverrides: overrides } = config;
  if (isComplete(known)) return { ...known, ...overriddenFeatures(overrides) };
  const rollout = file === undefined ? undefined : await readOrWarn(file, log);
  const decided = rollout
    ? await decideByFile(rollout, config)
    : allFeatures({ variant: byDefault, reason: 'default' });
  return { ...decided, ...known, ...overriddenFeatures(overrides) };
}

/** Once in a job, and only where a file decides: what others do not need, they do not load. */
async function decideByFile(rollout: RolloutFile, config: Config): Promise<Features> {
  const { configuredGroup, decideFeatures, rolloutJob } = await import('./first-decision.ts');
  const job = rolloutJob(config);
  const group = job.group ?? configuredGroup(config.tempDirectory);
  return decideFeatures({ byDefault: config.featureDefault, rollout }, { ...job, group });
}

function textOf(name: string, { variant, reason }: Decision): string {
  return `${name} ${variant} (${reason})`;
}

async function readOrWarn(
  file: string,
  log: CallFeatures['log'],
): Promise<RolloutFile | undefined> {
  const { readRollout } = await import('./read-rollout.ts');
  try {
    const { rollout, unknown } = await readRollout(file);
    if (unknown.length > 0) {
      const names = shortList(unknown);
      log.warning(`The rollout file ${file} names features that this release lacks: ${names}.`);
    }
    return rollout;
  } catch (error) {
    log.warning(`${explain(error)} Each feature is as HOOK_FEATURE_* or its default says.`);
    return undefined;
  }
}

function isComplete(known: KnownFeatures): known is Features {
  return featureNames.every((name) => known[name] !== undefined);
}
