/**
 * Writes the tables of scale.md from calls.ts.
 *
 *   node docs/deployment/scale.js           writes them
 *   node docs/deployment/scale.js --check   exits with 1 when the page is stale
 */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { readSource } from '../read-source.js';

const begin = '<!-- figures: generated from docs/deployment/calls.ts by npm run docs -->';
const end = '<!-- end of figures -->';
const page = fileURLToPath(new URL('scale.md', import.meta.url));
const { callsOf, perSecond } = await readSource("export * from './docs/deployment/calls.ts'");

/** The fleet of the page, and what AWS publishes as default quotas, per second, account and region. */
const fleet = {
  minutesPerJob: 10,
  imagesPerJob: 3,
  layersPerImage: 10,
  runnersPerNode: 8,
  nodeHours: 4,
  peak: 10,
};
const quota = { tokens: 500, manifests: 2000, layers: 3000 };
const rates = [10, 1000, 50_000];

const figure = (value) =>
  new Intl.NumberFormat('en', { maximumSignificantDigits: 2 }).format(value);
const whole = (value) => new Intl.NumberFormat('en').format(Math.round(value));

function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function row(what, callsPerHour, perSecondQuota) {
  const cells = rates.map((jobsPerHour) => {
    const rate = perSecond(callsPerHour(callsOf({ ...fleet, jobsPerHour })), fleet.peak);
    const text = `${figure(rate)} (${figure((rate / perSecondQuota) * 100)} %)`;
    return rate > perSecondQuota ? `**${text}**` : text;
  });
  return [what, ...cells, whole(perSecondQuota)];
}

const assumed = table(
  ['assumed', ''],
  [
    ['a job takes', `${fleet.minutesPerJob} minutes`],
    ['it pulls', `${fleet.imagesPerJob} images from ECR, of ${fleet.layersPerImage} layers each`],
    ['a node has', `${fleet.runnersPerNode} runners, and lives ${fleet.nodeHours} hours`],
    ['the busiest minute has', `${fleet.peak} times the jobs of the average one`],
    ['kept from job to job', 'nothing: ARC runs each job in a new pod with an empty daemon'],
  ],
);
const size = table(
  ['jobs an hour', ...rates.map(whole)],
  [
    ['runners at work, on average', ...rates.map((n) => whole(at(n).runners))],
    ['nodes', ...rates.map((n) => whole(at(n).nodes))],
    ['pulls an hour', ...rates.map((n) => whole(at(n).tokens.perPull))],
    ['`GetAuthorizationToken` an hour, one per pull', ...tokens('perPull')],
    ['… one per job', ...tokens('perJob')],
    ['… one per node', ...tokens('perNode')],
  ],
);
const peak = table(
  ['calls a second in the busiest minute (share of the quota)', ...rates.map(whole), 'quota'],
  [
    row('`GetAuthorizationToken`, one per pull', (calls) => calls.tokens.perPull, quota.tokens),
    row('… one per job', (calls) => calls.tokens.perJob, quota.tokens),
    row('… one per node', (calls) => calls.tokens.perNode, quota.tokens),
    row('`BatchGetImage`', (calls) => calls.manifests, quota.manifests),
    row('`GetDownloadUrlForLayer`', (calls) => calls.layers, quota.layers),
  ],
);

function at(jobsPerHour) {
  return callsOf({ ...fleet, jobsPerHour });
}

function tokens(kind) {
  return rates.map((n) => figure(at(n).tokens[kind]));
}

const text = await readFile(page, 'utf8');
const start = text.indexOf(begin);
const stop = text.indexOf(end);
if (start < 0 || stop < start)
  throw new Error(`${page} has lost its marks "${begin}" and "${end}".`);
const generated = [begin, assumed, size, peak, end].join('\n\n');
const options = { ...(await resolveConfig(page)), filepath: page };
const fresh = await format(
  text.slice(0, start) + generated + text.slice(stop + end.length),
  options,
);

if (fresh === text) console.log('docs/deployment/scale.md is up to date.');
else if (process.argv.includes('--check')) {
  console.error('docs/deployment/scale.md is stale: run `npm run docs`.');
  process.exitCode = 1;
} else {
  await writeFile(page, fresh);
  console.log('docs/deployment/scale.md was written.');
}
