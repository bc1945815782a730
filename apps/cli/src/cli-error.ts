import type { ExitCode } from './exit-codes.ts';

/** An error whose message is written for the person at the terminal: what is wrong and what to do about it. */
export class CliError extends Error {
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'CliError';
    this.exitCode = exitCode;
  }
}
