import { expect, test } from '@jest/globals';
import { scriptExtension, scriptText, shellCommand } from './shells.ts';

test.each([
  [undefined, 'sh', ['-e', '/s'], '.sh'],
  ['', 'sh', ['-e', '/s'], '.sh'],
  ['sh', 'sh', ['-e', '/s'], '.sh'],
  ['bash', 'bash', ['--noprofile', '--norc', '-e', '-o', 'pipefail', '/s'], '.sh'],
  ['python', 'python', ['/s'], '.py'],
  ['pwsh', 'pwsh', ['-command', '".', "'/s'\""], '.ps1'],
  ['bash -x {0}', 'bash', ['-x', '/s'], '.sh'],
  ['pwsh -File {0}', 'pwsh', ['-File', '/s'], '.ps1'],
  ['perl  {0} {0}', 'perl', ['', '/s', '/s'], '.sh'],
])('runs a script with the shell %j', (shell, program, args, extension) => {
  expect(shellCommand(shell, '/s')).toEqual({ program, arguments: args });
  expect(scriptExtension(shell)).toBe(extension);
});

test('refuses a shell that is neither known nor a template', () => {
  expect(() => shellCommand('zsh', '/s')).toThrow('The shell "zsh" is not valid.');
});

test('makes PowerShell fail', () => {
  expect(scriptText('bash', 'a')).toBe('a');
  expect(scriptText('pwsh', 'a')).toMatch(
    /^\$ErrorActionPreference = 'stop'\na\nif .*LASTEXITCODE/,
  );
});
