import { getWindow, RustineError, unwrap, type RustineClient, type ScheduledJob } from '@rustine/sdk';
import type { WindowNames } from './describe.ts';

/** The names of the windows that jobs speak of; one that has gone is shown by its id. */
export async function readWindowNames(client: RustineClient, jobs: readonly ScheduledJob[]): Promise<WindowNames> {
  const ids = new Set(
    jobs.flatMap(({ schedule, window, reboot }) => [
      ...(schedule.kind === 'window' ? [schedule.windowId] : []),
      ...(window?.windowIds ?? []),
      ...(reboot?.windowIds ?? []),
    ]),
  );
  const names = new Map<string, string>();
  for (const windowId of ids) {
    try {
      names.set(windowId, (await unwrap(getWindow({ client, path: { windowId } }))).name);
    } catch (error) {
      if (!(error instanceof RustineError && error.code === 'NOT_FOUND')) throw error;
    }
  }
  return (id) => names.get(id) ?? id;
}
