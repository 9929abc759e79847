import type { ArgsDef } from 'citty';

export const rehearseArguments = {
  workflow: { type: 'positional', description: 'Workflow file.', valueHint: 'WORKFLOW.yml' },
  job: { type: 'string', description: 'Job to play. Default: the only one.', valueHint: 'ID' },
  plan: { type: 'boolean', description: 'Only say what would be played; needs no docker.' },
  workspace: {
    type: 'string',
    description: 'Folder whose copy is the workspace. Default: the clone that the workflow is in.',
    valueHint: 'DIR',
  },
  secret: {
    type: 'string',
    description: 'Secret; its value is that of the environment variable NAME. Repeatable.',
    valueHint: 'NAME',
  },
  var: { type: 'string', description: 'Configuration variable. Repeatable.', valueHint: 'N=V' },
  input: { type: 'string', description: 'Input of the workflow. Repeatable.', valueHint: 'N=V' },
  matrix: {
    type: 'string',
    description: 'Value that the combination of the matrix has. Repeatable.',
    valueHint: 'N=V',
  },
  need: {
    type: 'string',
    description: 'Output of a job before. Repeatable.',
    valueHint: 'JOB.OUTPUT=V',
  },
  step: {
    type: 'string',
    description: 'Output of a step that is not played. Repeatable.',
    valueHint: 'STEP.OUTPUT=V',
  },
  github: {
    type: 'string',
    description: 'Value of the github context, as ref=refs/heads/main. Repeatable.',
    valueHint: 'N=V',
  },
  event: { type: 'string', description: 'JSON file with the payload.', valueHint: 'FILE' },
  'runner-env': {
    type: 'string',
    description: 'The .env file of a runner, on top of the environment.',
    valueHint: 'FILE',
  },
  feature: {
    type: 'string',
    description: 'Feature of the hook, on or off for this rehearsal. Repeatable.',
    valueHint: 'NAME=on|off',
  },
  hook: {
    type: 'string',
    description: 'Another hook than the one this command belongs to.',
    valueHint: 'PATH.js',
  },
  keep: { type: 'boolean', description: 'Keep the folders of the rehearsal, and say where.' },
  json: { type: 'boolean', description: 'Print one JSON object; output of steps goes to stderr.' },
} as const satisfies ArgsDef;

export const repeatable = [
  ...['secret', 'var', 'input', 'matrix', 'need', 'step', 'github', 'feature'],
] as const;
