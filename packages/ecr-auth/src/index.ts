/** The library: see `createEcrAuth`. The credential helper and the command line are built on it. */
export { createEcrAuth, type EcrAuth, type EcrAuthOptions } from './ecr-auth.ts';
export { EcrAuthError, type Reason } from './errors.ts';
export {
  parseEcrHost,
  type EcrRegistry,
  type PrivateRegistry,
  type PublicRegistry,
} from './registry.ts';
export type { EcrToken } from './token/token.ts';
