import type { Options } from './arguments.ts';

export const rehearseHelp = `hooks rehearse: plays a job through the hook, with the docker of this machine.

Usage: hooks rehearse [OPTIONS] WORKFLOW

  WORKFLOW               workflow file

Options:
  --job ID               job to play (default: the only one)
  --plan                 only say what would be played; needs no docker
  --workspace DIR        folder whose copy is the workspace
                         (default: the clone that the workflow is in)
  --secret NAME          secret, with the value of environment variable NAME;
                         repeatable
  --var N=V              configuration variable; repeatable
  --input N=V            input of the workflow; repeatable
  --matrix N=V           value in the combination of the matrix; repeatable
  --need JOB.OUTPUT=V    output of a job before; repeatable
  --step STEP.OUTPUT=V   output of a step that is not played; repeatable
  --github N=V           value of the github context: ref=refs/heads/main;
                         repeatable
  --event FILE           JSON file with the payload of the event
  --runner-env FILE      .env file of a runner, on top of the environment
  --feature NAME=on|off  feature of the hook in this rehearsal; repeatable
  --hook PATH.js         another hook than the one beside this command
  --keep                 keep the folders of the rehearsal, and say where
  --json                 print one JSON object; steps print to stderr
  --help                 print this text

Exit codes:
  0  what was played worked
  1  something failed, or nothing can be played
  2  called wrongly, or the workflow is not valid

Examples:
  hooks rehearse .github/workflows/ci.yml --job test
  DEPLOY_KEY=x hooks rehearse ci.yml --secret DEPLOY_KEY --var REGION=eu-west-1

Documentation: docs/rehearse.md`;

export const rehearseArguments: Options = {
  job: 'text',
  plan: 'flag',
  workspace: 'text',
  secret: 'texts',
  var: 'texts',
  input: 'texts',
  matrix: 'texts',
  need: 'texts',
  step: 'texts',
  github: 'texts',
  event: 'text',
  'runner-env': 'text',
  feature: 'texts',
  hook: 'text',
  keep: 'flag',
  json: 'flag',
};
