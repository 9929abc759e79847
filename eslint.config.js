import js from '@eslint/js';
import yml from 'eslint-plugin-yml';
import { globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/**
 * The layers of packages/hooks: imports only point down (docs/architecture.md).
 *
 *   index > code-cache
 *   hook > main > commands > container | registry > docker
 *          main > connect > docker
 *          main > rollout | event-log
 *                 commands > job-message | policy > container
 *   cli > report | rehearse | rollout | policy | event-log | code-cache
 *         rollout | policy > admin-file
 *
 * Leaves: protocol/, settings, config, context above docker/; consume, errors, evidence, features, layout, limiter,
 * log, retry, shape, stopwatch, text-file everywhere.
 */
const hooks = 'packages/hooks/src';
const edge = [
  ...['**/index.ts', '**/hook.ts', '**/main.ts', '**/edge.ts', '**/connect.ts'],
  '**/code-cache/**',
];
const aboveDocker = ['**/protocol/**', '**/config.ts', '**/settings.ts', '**/context.ts'];
const commandsAlone = [
  ...['**/commands/**', '**/job-message/**', '**/rollout/**', '**/event-log/**'],
  ...['**/policy/**', '**/admin-file/**'],
];
const tools = ['**/cli/**', '**/report/**', '**/rehearse/**'];
const lowest = ['commands', 'container', 'registry', 'docker'].map((folder) => `**/${folder}/**`);
const layers = {
  commands: [...edge, ...tools, '**/rollout/**', '**/event-log/**', '**/admin-file/**'],
  policy: [
    ...edge,
    ...tools,
    ...commandsAlone.filter((folder) => !/policy|admin-file/.test(folder)),
    '**/registry/**',
  ],
  'admin-file': [
    ...edge,
    ...tools,
    ...commandsAlone.filter((folder) => folder !== '**/admin-file/**'),
    ...lowest,
    ...aboveDocker.filter((folder) => folder !== '**/protocol/**'),
  ],
  container: [...edge, ...tools, ...commandsAlone, '**/registry/**'],
  registry: [...edge, ...tools, ...commandsAlone, '**/container/**'],
  docker: [
    ...edge,
    ...tools,
    ...commandsAlone,
    '**/container/**',
    '**/registry/**',
    ...aboveDocker,
  ],
  protocol: [...edge, ...tools, ...commandsAlone, ...lowest],
  'job-message': [...edge, ...tools, ...lowest, ...aboveDocker],
  rollout: [...edge, ...tools, ...lowest, '**/policy/**', '**/job-message/**', '**/event-log/**'],
  'event-log': [
    ...edge,
    ...tools,
    ...lowest,
    ...commandsAlone.filter((folder) => folder !== '**/event-log/**'),
  ],
  report: [
    ...edge,
    ...tools.filter((folder) => folder !== '**/report/**'),
    ...commandsAlone.filter((folder) => folder !== '**/event-log/**'),
    ...lowest,
    ...aboveDocker,
  ],
  // It loads the hook, and each line of it is loaded before.
  'code-cache': ['../**'],
  // It talks to a hook as a runner does, so it shares no code with ours.
  rehearse: ['**/cli/**', '**/report/**', ...edge, ...commandsAlone, ...lowest, ...aboveDocker],
};

const scripts = ['**/*.js', '**/*.ts'];

const forbid = (group, message) => ({
  '@typescript-eslint/no-restricted-imports': [
    'error',
    { patterns: [{ group: [...new Set(group)], message }] },
  ],
});

export default tseslint.config(
  globalIgnores(['**/dist/**', '**/node_modules/**', '**/coverage/**']),
  { ...js.configs.recommended, files: scripts },
  ...tseslint.configs.strict.map((config) => ({ files: scripts, ...config })),
  // Prettier writes them; this finds what is no mistake to it, such as a key that is there twice.
  ...yml.configs.recommended,
  ...yml.configs.prettier,
  {
    files: scripts,
    languageOptions: {
      globals: Object.fromEntries(
        ['process', 'console', 'URL', 'Buffer', 'AbortController'].map((name) => [
          name,
          'readonly',
        ]),
      ),
    },
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      'max-lines': ['error', { max: 200 }],
      'max-depth': ['error', 2],
      'no-restricted-syntax': [
        'error',
        {
          selector: 'SpreadElement > ObjectExpression',
          message: 'Name the properties themselves: a spread literal says nothing.',
        },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
    },
  },
  ...Object.entries(layers).map(([folder, group]) => ({
    files: [`${hooks}/${folder}/**/*.ts`],
    ignores: ['**/*.test.ts'],
    rules: forbid(group, 'Imports point down only: see docs/architecture.md, "Layers".'),
  })),
  {
    files: [`${hooks}/*.ts`],
    rules: forbid(
      ['**/job-message/**', '**/policy/**'],
      'Only commands/ asks for the job message and the policy.',
    ),
  },
  {
    files: [
      `${hooks}/{consume,errors,evidence,features,layout,limiter,log,retry,shape,stopwatch,text-file}.ts`,
    ],
    rules: forbid(
      ['./*/**', './main.ts', './config.ts', './context.ts'],
      'A leaf imports no layer.',
    ),
  },
  {
    files: [`${hooks}/**/*.ts`],
    ignores: [
      ...[`${hooks}/docker/**`, `${hooks}/registry/helper-process.ts`, '**/*.test.ts'],
      `${hooks}/rehearse/runner/hook-process.ts`,
    ],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: [
            ...['execa', 'node:child_process', 'child_process'].map((name) => ({
              name,
              message: 'docker/cli.ts is the only door to docker.',
            })),
            ...['node:net', 'node:http'].map((name) => ({
              name,
              message: 'Only docker/ asks the daemon.',
            })),
            {
              name: '@ecr-runner-hooks/ecr-auth',
              message: 'The hook uses the host parser only: @ecr-runner-hooks/ecr-auth/registry.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['packages/ecr-auth/src/**/*.ts'],
    rules: forbid(['@ecr-runner-hooks/*', '**/hooks/**'], 'ecr-auth depends on nothing of ours.'),
  },
  {
    files: [`${hooks}/hook.ts`, '**/*.js', 'test/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
);
