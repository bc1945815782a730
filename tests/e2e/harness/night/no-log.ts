import { pino } from 'pino';

/** What the test itself does with the database is nobody's news. */
export const noLog = pino({ level: 'silent' });
