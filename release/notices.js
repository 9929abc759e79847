/** The licences of what is bundled: only some are allowed, and each of them wants its text to go along. */
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

export const noticesFile = 'THIRD-PARTY-NOTICES.txt';

/** Each lets MIT-licensed work bundle it, if its text goes along. Another one is a decision. */
const allowed = ['Apache-2.0', 'ISC', 'MIT', 'Unlicense'];

/**
 * @param {readonly string[]} inputs the files of a bundle, as esbuild's metafile names them
 * @param {string} root what they are relative to
 * @returns {Promise<string>} one text with every package of node_modules among them
 */
export async function noticesOf(inputs, root) {
  const folders = new Set(inputs.map(packageFolder).filter((folder) => folder !== undefined));
  const packages = await Promise.all(
    [...folders].sort().map((folder) => readPackage(join(root, folder))),
  );
  const notices = packages.map((one) => notice(one, packages));
  return [...new Set(notices)].join(`\n${'-'.repeat(80)}\n\n`);
}

/** `node_modules/@aws-sdk/core` of `node_modules/@aws-sdk/core/dist-es/index.js`. */
function packageFolder(path) {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];
}

async function readPackage(folder) {
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const { name, version, license, repository } = manifest;
  const names = (await readdir(folder)).filter((entry) =>
    /^(licen[cs]e|notice)(\.(md|txt))?$/i.test(entry),
  );
  const texts = await Promise.all(
    names.sort().map((entry) => readFile(join(folder, entry), 'utf8')),
  );
  return {
    name,
    version,
    license,
    repository: repository?.url ?? repository,
    text: texts.join('\n'),
  };
}

function notice({ name, version, license, repository, text }, packages) {
  if (!allowed.includes(license))
    throw new Error(
      `${name} ${version} cannot be bundled: its licence is ${license ?? 'not said'}, and only ` +
        `${allowed.join(', ')} are allowed (release/notices.js).`,
    );
  // A few packages name their licence and leave the text out, which others of their repository have.
  const siblings = packages.filter(
    (other) => repository && other.repository === repository && other.license === license,
  );
  const found = text || siblings.find((other) => other.text)?.text;
  if (!found)
    throw new Error(`${name} ${version} cannot be bundled: the text of its licence is missing.`);
  return `${name} ${version} (${license})\n\n${found}`;
}
