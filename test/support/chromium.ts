import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext } from 'playwright-core';
import { findProgram, searchPath } from './programs.ts';

export interface Browser extends AsyncDisposable {
  context: BrowserContext;
}

/** Starts the distribution's chromium with a profile of its own; it asks nobody for anything. */
export async function startChromium(): Promise<Browser> {
  const executablePath = findProgram('chromium', searchPath(process.env['PATH']));
  if (executablePath === undefined) {
    throw new Error('This test needs chromium: run `node setup.js --test-packages`.');
  }
  const home = mkdtempSync(join(tmpdir(), 'chromium-'));
  const context = await chromium.launchPersistentContext(join(home, 'profile'), {
    executablePath,
    headless: true,
    env: { PATH: searchPath(process.env['PATH']), HOME: home },
    args: [
      // Its sandbox does not work for root, and only pages of the tests are opened.
      '--no-sandbox',
      ...['--disable-gpu', '--no-first-run', '--disable-background-networking'],
      ...['--disable-component-update', '--disable-sync'],
    ],
  });
  return {
    context,
    [Symbol.asyncDispose]: async () => {
      await context.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
