import type { PowerSweep } from '@rustine/contract';
import { pageOfRows, readCursor } from '../../http/id-cursor.ts';
import { askAbout, type AskDeps } from './ask-about.ts';
import { silentSince } from './silent-since.ts';
import { selectSilent } from './sql/silent-bindings.ts';

/** All of a page are asked about at the same time, so that a request lasts no longer than one call may (`callSeconds`). */
const PAGE = 5;

/**
 * Asks the providers about the next bound machines that give no sign of life, also those that were asked about a moment
 * ago. It holds nothing between two pages: whichever replica is asked for a page again, because its answer was lost, asks
 * about the same machines, and whoever counts pages counts each once.
 */
export async function refreshPage(deps: AskDeps, cursor: string | undefined): Promise<PowerSweep> {
  const asked = { silentSince: silentSince(deps.clock()), after: readCursor(cursor), limit: PAGE + 1 };
  const rows = await selectSilent(deps.db, asked);
  const { items, nextCursor } = pageOfRows(rows, { limit: PAGE, keyOf: ({ instanceId }) => instanceId });
  const states = await Promise.all(items.map((binding) => askAbout(deps, binding)));
  const number = (state: (typeof states)[number]) => states.filter((each) => each === state).length;
  return {
    asked: items.length,
    stopped: number('stopped'),
    running: number('running'),
    failed: number('failed'),
    left: (rows[0]?.silent ?? 0) - items.length,
    nextCursor,
  };
}
