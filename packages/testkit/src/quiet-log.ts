import type { Log } from '../../../apps/server/src/db/log.ts';

const ignore = () => undefined;

/** For code under test whose log a test does not look at. */
export const quietLog: Log = { debug: ignore, info: ignore, warn: ignore, error: ignore };
