#!/usr/bin/env node
/**
 * Prints the text of a release on GitHub: its part of the changelog that lerna wrote, and the digest of
 * the image, which deployments should name.
 *
 *   node release/release-notes.js CHANGELOG.md v1.2.3 ghcr.io/owner/image@sha256:...
 */
import { readFile } from 'node:fs/promises';

/** Lerna's headings: `# [1.2.0](…) (2026-01-01)`, of a patch `## [1.2.1](…) (2026-01-01)`. */
const heading = /^#{1,2} \[?(\d+\.\d+\.\d+[^\]\s]*)\]?[ (]/;

function partOf(changelog, version) {
  const lines = changelog.split('\n');
  const start = lines.findIndex((line) => heading.exec(line)?.[1] === version);
  if (start < 0) throw new Error(`The changelog has no part for ${version}.`);
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => heading.test(line));
  return (end < 0 ? rest : rest.slice(0, end)).join('\n').trim();
}

async function main(file, tag, image) {
  if (!image) throw new Error('Usage: release-notes.js CHANGELOG TAG IMAGE');
  const part = partOf(await readFile(file, 'utf8'), tag.replace(/^v/, ''));
  return `${part}

### Image

\`\`\`
${image}
\`\`\`

The zip has its sum in checksums.txt. Zip and image have provenance: docs/deployment/verify.md.
`;
}

try {
  process.stdout.write(await main(...process.argv.slice(2)));
} catch (error) {
  console.error(`release-notes: ${error.message}`);
  process.exitCode = 1;
}
