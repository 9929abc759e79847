/** Checks the Dockerfile of the runner image by docker's own rules. Used by `npm run check`. */
import { readFile } from 'node:fs/promises';
import dockerfileUtils from 'dockerfile-utils';

const { validate, ValidationSeverity } = dockerfileUtils;

const strict = ValidationSeverity.ERROR;
const findings = validate(await readFile(new URL('Dockerfile', import.meta.url), 'utf8'), {
  deprecatedMaintainer: strict,
  directiveCasing: strict,
  emptyContinuationLine: strict,
  instructionCasing: strict,
  instructionCmdMultiple: strict,
  instructionEntrypointMultiple: strict,
  instructionHealthcheckMultiple: strict,
  instructionJSONInSingleQuotes: strict,
  instructionWorkdirRelative: strict,
});
for (const { range, message } of findings)
  console.error(`runner-image/Dockerfile:${range.start.line + 1}: ${message}`);
process.exitCode = findings.length > 0 ? 1 : 0;
