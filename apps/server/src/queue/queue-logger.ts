import { Logger } from 'graphile-worker';
import type { Log } from '../db/log.ts';

/** Passes the queue library's messages on; its reports of single jobs are for debugging only. */
export function queueLogger(log: Log): Logger {
  return new Logger(() => (level, message, meta) => {
    const fields = meta?.['error'] instanceof Error ? { err: meta['error'] } : {};
    switch (level) {
      case 'error':
        log.error(fields, `queue: ${message}`);
        break;
      case 'warning':
        log.warn(fields, `queue: ${message}`);
        break;
      case 'info':
      case 'debug':
      default:
        log.debug(fields, `queue: ${message}`);
    }
  });
}
