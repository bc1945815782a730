/** Runs a command's work and keeps the exit code that it answers; none means success. */
export type Run = (work: () => Promise<number | void>) => Promise<void>;
