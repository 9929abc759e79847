import { parse } from 'yaml';
import { blocksOf, type Block } from './blocks.ts';

interface Steps {
  jobs?: Record<string, { steps?: { run?: string }[] }>;
  /** Of Drone. */
  steps?: { commands?: string[] }[];
}

/** What the steps of the pages' workflows run; GitHub's expressions are values by then. */
export function scriptsInWorkflows(): [string, Block][] {
  return blocksOf('yaml').flatMap(([where, block]) => {
    const { jobs = {}, steps = [] } = parse(block.code) as Steps;
    const runs = Object.values(jobs).flatMap((job) => job.steps?.flatMap(({ run }) => run ?? []));
    const scripts = [...runs, ...steps.flatMap(({ commands = [] }) => commands.join('\n') || [])];
    return scripts.map((script = '', index): [string, Block] => [
      `${where}, script ${String(index + 1)}`,
      { ...block, code: script.replaceAll(/\$\{\{.*?\}\}/g, 'value') },
    ]);
  });
}
