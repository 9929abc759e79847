import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Locator, Page } from 'playwright-core';
import { hookFailed } from '../packages/hooks/test/event-lines.ts';
import { startChromium, type Browser } from './support/chromium.ts';
import { hooks, writeLog } from './support/report.ts';

const folder = mkdtempSync(join(tmpdir(), 'report-html-'));
const script = `</title></style></svg><script>document.title = 'owned'; alert(1)</script>`;
const image = `<img src="http://127.0.0.1:9/x" onerror="alert(2)">`;
let browser: Browser;
let file: string;

beforeAll(async () => {
  browser = await startChromium();
  file = await writeReport();
});
afterAll(async () => {
  await browser[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

test('a page shows the verdict with its rule, and asks, says and runs nothing', async () => {
  await using opened = await openPage(file);
  const { page } = opened;
  expect(await page.title()).toBe('roll back: credential-helper, canary against control');
  expect(await page.locator('.verdict strong').innerText()).toBe('roll back');
  expect(await page.locator('.verdict').innerText()).toContain('Roll back when the canary');
  expect(await page.locator('h2').allInnerTexts()).toEqual([
    'Success rate, with its 95 % interval',
    'Jobs',
    'Time per call: p50 (full) and p95 (pale)',
    'Errors of the hook, in jobs',
    'Newest jobs saved by a fallback',
    'What shadow found',
    'How it was computed',
  ]);
  expect(opened.deeds()).toEqual([]);
});

test('names out of the logs are text, whatever they contain', async () => {
  await using opened = await openPage(file);
  const { page } = opened;
  expect(await page.evaluate('document.scripts.length + document.images.length')).toBe(0);
  for (const name of [script, image]) {
    expect(await page.getByText(name, { exact: true }).first().isVisible()).toBe(true);
  }
  expect(opened.deeds()).toEqual([]);
});

test('plots are drawn to scale', async () => {
  await using opened = await openPage(file);
  const rates = sectionOf(opened.page, 'Success rate');
  const plot = await boxOf(rates.locator('svg.control'));
  const [control, canary] = [
    await boxOf(rates.locator('svg.control .main')),
    await boxOf(rates.locator('svg.canary .main')),
  ];
  // 100 % and 80 % on a scale from 71 % to 100 %.
  expect((control.middle - plot.x) / plot.width).toBeCloseTo(1, 2);
  expect((canary.middle - plot.x) / plot.width).toBeCloseTo((80 - 71) / 29, 2);
  // The intervals do not overlap: that is why.
  const interval = async (arm: string) => boxOf(rates.locator(`svg.${arm} .whisker`).first());
  expect((await interval('canary')).end).toBeLessThan((await interval('control')).x);

  const pull = (arm: string) =>
    sectionOf(opened.page, 'Time per call').locator(`h3:text-is("pull") ~ svg.${arm} .main`);
  const [slow, fast] = [await boxOf(pull('control').first()), await boxOf(pull('canary').first())];
  expect(fast.width / slow.width).toBeCloseTo(1 / 4, 2);
});

test('fits on a phone, and follows a dark screen', async () => {
  await using opened = await openPage(file);
  const { page } = opened;
  const paper = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
  await page.emulateMedia({ colorScheme: 'light' });
  const light = await paper();
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await paper()).not.toBe(light);
  await page.setViewportSize({ width: 360, height: 800 });
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
});

test('arms without jobs leave an honest page', async () => {
  const logs = join(folder, 'few');
  const page = join(folder, 'few.html');
  writeLog(logs, [{ variant: 'on', jobs: 3 }]);
  expect(await hooks(['report', logs, '--html', page])).toMatchObject({ exitCode: 0 });
  await using opened = await openPage(page);
  expect(await opened.page.locator('.verdict').innerText()).toContain('hold');
  expect(await sectionOf(opened.page, 'Success rate').innerText()).toContain('no jobs');
  expect(opened.deeds()).toEqual([]);
});

async function writeReport(): Promise<string> {
  const logs = join(folder, 'logs');
  const names = { repository: script, workflow: image, job: script, runner: image };
  const faster = { phases: { sweep: 40, pull: 1000 }, durationMs: 1900 };
  const shadow = [{ host: image, covered: false, ok: false }];
  writeLog(join(logs, 'runner-1'), [
    { variant: 'off', jobs: 300, runner: 'runner-1' },
    { variant: 'shadow', jobs: 20, runner: 'runner-1', prepare: { shadow } },
  ]);
  writeLog(join(logs, 'runner-2'), [
    { variant: 'on', jobs: 80, ...names, prepare: { ...faster, fallbacks: 1 } },
    {
      variant: 'on',
      jobs: 20,
      ...names,
      prepare: { ...faster, ...hookFailed, errorClass: script },
    },
  ]);
  const path = join(folder, 'report.html');
  expect(await hooks(['report', logs, '--html', path])).toMatchObject({ exitCode: 1, stderr: '' });
  return path;
}

interface Opened extends AsyncDisposable {
  page: Page;
  /** What the page does beside showing itself. */
  deeds(): string[];
}

async function openPage(path: string): Promise<Opened> {
  const page = await browser.context.newPage();
  const url = pathToFileURL(path).href;
  const deeds: string[] = [];
  page.on('request', (request) => deeds.push(`asks for ${request.url()}`));
  page.on('console', (message) => deeds.push(`says ${message.text()}`));
  page.on('pageerror', (error) => deeds.push(`throws ${error.message}`));
  page.on('dialog', (dialog) => {
    deeds.push(`opens ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(url);
  return {
    page,
    deeds: () => deeds.filter((deed) => deed !== `asks for ${url}`),
    [Symbol.asyncDispose]: () => page.close(),
  };
}

function sectionOf(page: Page, heading: string): Locator {
  return page.locator('section').filter({ has: page.getByRole('heading', { name: heading }) });
}

async function boxOf(locator: Locator) {
  const box = await locator.boundingBox();
  if (!box) throw new Error(`${String(locator)} is not visible.`);
  return { ...box, middle: box.x + box.width / 2, end: box.x + box.width };
}
