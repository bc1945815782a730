import type { BaseLogger } from 'pino';

/** The part of pino's logger that the database layer uses, so tests can pass a list that they read afterwards. */
export type Log = Pick<BaseLogger, 'debug' | 'info' | 'warn' | 'error'>;
