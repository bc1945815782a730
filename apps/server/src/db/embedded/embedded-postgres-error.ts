/** Why the embedded PostgreSQL cannot serve; the message says what a person can do about it. */
export type EmbeddedFault =
  | 'binaries-missing'
  | 'no-account'
  | 'not-permitted'
  | 'cluster-unreachable'
  | 'cluster-broken'
  | 'disk-full'
  | 'foreign-version'
  | 'foreign-process'
  | 'password-missing'
  | 'not-starting';

export class EmbeddedPostgresError extends Error {
  readonly fault: EmbeddedFault;

  constructor(fault: EmbeddedFault, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'EmbeddedPostgresError';
    this.fault = fault;
  }
}
