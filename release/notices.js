/** The licences of what is bundled: each of them wants its text to go along. */
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

export const noticesFile = 'THIRD-PARTY-NOTICES.txt';

/**
 * @param {readonly string[]} inputs the files of a bundle, as esbuild's metafile names them
 * @param {string} root what they are relative to
 * @returns {Promise<string>} one text with every package of node_modules among them
 */
export async function noticesOf(inputs, root) {
  const folders = new Set(inputs.map(packageFolder).filter((folder) => folder !== undefined));
  const notices = await Promise.all(
    [...folders].sort().map((folder) => notice(join(root, folder))),
  );
  return [...new Set(notices)].join(`\n${'-'.repeat(80)}\n\n`);
}

/** `node_modules/@aws-sdk/core` of `node_modules/@aws-sdk/core/dist-es/index.js`. */
function packageFolder(path) {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];
}

async function notice(folder) {
  const { name, version, license } = JSON.parse(
    await readFile(join(folder, 'package.json'), 'utf8'),
  );
  if (!license) throw new Error(`${folder} says no licence: what is bundled needs one.`);
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  // A few packages name their licence and leave the text out.
  const text = file ? await readFile(join(folder, file), 'utf8') : '';
  return `${name} ${version} (${license})\n\n${text}`;
}
