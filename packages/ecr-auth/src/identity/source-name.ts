/** Where AWS credentials come from; sources.ts has them in their order. */
export type SourceName =
  'environment' | 'web identity' | 'profile' | 'container' | 'instance metadata';
