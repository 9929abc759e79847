import { loadHook } from './code-cache/load-hook.ts';

/** What the runner starts. The hook itself begins in hook.ts. */
loadHook({ dist: __dirname, node: `${process.version}-${process.arch}`, require });
