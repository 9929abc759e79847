/** docs/deployment: five lines are five, and fit the files that they are about. */
import { expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './machine.ts';

const textOf = (page: string) => readFileSync(join(root, page), 'utf8');
const scriptsOf = (page: string) =>
  [...textOf(page).matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(([, code = '']) => code);

test('an installation is five lines: ARC, EC2, a machine', () => {
  const installations = scriptsOf('docs/deployment/README.md');
  expect(installations.map((code) => code.trim().split('\n').length)).toEqual([5, 5, 5]);
});

test('the settings of the EC2 lines are those that user-data.sh asks for', () => {
  const [, ec2 = ''] = scriptsOf('docs/deployment/README.md');
  const script = readFileSync(join(root, 'deploy/ec2/user-data.sh'), 'utf8');
  const [, asked = ''] = /^ {2}require (RUNNER_VERSION .+)$/m.exec(script) ?? [];
  for (const name of [...asked.split(' '), 'RUNNER_TOKEN']) expect(ec2).toContain(`"${name}":`);
  for (const [, name = ''] of ec2.matchAll(/"([A-Z][A-Z0-9_]+)":/g))
    expect(script).toContain(`${name}=\${${name}:-`);
  const json = spawnSync('sh', ['-c', `${ec2.split('terraform')[0]}printf %s "$TF_VAR_instance"`], {
    encoding: 'utf8',
  });
  expect(JSON.parse(json.stdout)).toMatchObject({ settings: { HOOK_SHA256: '…' } });
});

test('every file to copy is in the index', () => {
  const index = textOf('deploy/README.md');
  for (const folder of ['arc', 'ec2', 'plain', 'compose'])
    for (const name of readdirSync(join(root, 'deploy', folder)))
      expect(index).toContain(`(${folder}/${name})`);
});
