/** Loaded into the hook's node (`--import`): adds to the file PEAK_MEMORY what a call needed at most. */
import { appendFileSync, readdirSync } from 'node:fs';

process.on('exit', () => {
  const line = {
    kibibytes: process.resourceUsage().maxRSS,
    // Without the one of this look.
    descriptors: readdirSync('/proc/self/fd').length - 1,
  };
  appendFileSync(process.env['PEAK_MEMORY'] ?? '/dev/null', `${JSON.stringify(line)}\n`);
});
