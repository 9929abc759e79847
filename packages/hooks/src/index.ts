import { writeSync } from 'node:fs';
import { loadHook } from './code-cache/load-hook.ts';

// What the runner starts. The hook itself begins in hook.ts.
try {
  loadHook({ dist: __dirname, node: `${process.version}-${process.arch}`, require });
} catch (error) {
  const [why = ''] = String(error).split('\n');
  writeSync(1, `::error::The hook cannot be loaded: ${why}. Install its release again.\n`);
  process.exit(1);
}
