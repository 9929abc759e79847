/** Two projects: `unit` runs in seconds without docker, `e2e` needs what `setup.js --packages` installs. */
const shared = {
  transform: {
    '\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript', decorators: false }, target: 'es2022' } },
    ],
  },
  extensionsToTreatAsEsm: ['.ts'],
  testEnvironment: 'node',
  // Packages of this repository are tested from their sources, not from what was built last.
  testEnvironmentOptions: {
    customExportConditions: ['@ecr-runner-hooks/source', 'node', 'node-addons'],
    // signal-exit, which execa brings along, still sets what it has put there when jest has put setters in its
    // place, and those call themselves.
    globalsCleanup: 'off',
  },
};

export default {
  // Starting an environment and playing a job takes seconds, not milliseconds.
  testTimeout: 60_000,
  // Most tests wait most of the time, for docker and for others.
  maxWorkers: '100%',
  reporters: ['default', '<rootDir>/test/soak/tally-reporter.js'],
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: [
        'packages',
        'test/support',
        'test/bench',
        'test/soak',
        'deploy',
        'docs',
        'release',
        'build',
      ].map((folder) => `<rootDir>/${folder}/**/*.test.ts`),
    },
    {
      ...shared,
      displayName: 'e2e',
      testMatch: ['<rootDir>/test/**/*.e2e.ts'],
    },
  ],
};
