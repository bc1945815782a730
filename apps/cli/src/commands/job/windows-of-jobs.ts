import { getWindow, RustineError, unwrap, type RustineClient, type ScheduledJob } from '@rustine/sdk';
import type { WindowOf } from './describe.ts';

/** The windows that jobs speak of; one that has gone is called by its id, and has no zone but UTC. */
export async function readWindowsOf(client: RustineClient, jobs: readonly ScheduledJob[]): Promise<WindowOf> {
  const ids = new Set(
    jobs.flatMap(({ schedule, window, reboot }) => [
      ...(schedule.kind === 'window' ? [schedule.windowId] : []),
      ...(window?.windowIds ?? []),
      ...(reboot?.windowIds ?? []),
    ]),
  );
  const windows = new Map<string, ReturnType<WindowOf>>();
  for (const windowId of ids) {
    try {
      const { name, schedule } = await unwrap(getWindow({ client, path: { windowId } }));
      windows.set(windowId, { name, timezone: schedule.timezone });
    } catch (error) {
      if (!(error instanceof RustineError && error.code === 'NOT_FOUND')) throw error;
    }
  }
  return (id) => windows.get(id) ?? { name: id, timezone: 'UTC' };
}
