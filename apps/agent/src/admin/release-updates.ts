import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { openHoldRecords } from '../automatic-updates/hold-records.ts';
import { openUpdateHold } from '../automatic-updates/hold-updates.ts';
import { JournalBusyError, openJournal, type Journal } from '../journal/open-journal.ts';
import type { Log } from '../log.ts';
import { ServiceError } from '../platform/service-manager.ts';
import type { UpdateSwitches } from '../platform/update-switches.ts';

/** An agent that was ended a moment ago may still hold its files, on Windows above all. */
const BUSY_MS_MAX = 10_000;
const BUSY_POLL_MS = 250;

/**
 * Puts automatic updates back as the agent of this journal found them, since nobody would after it is gone. Throws
 * ServiceError when that does not work, and JournalBusyError while an agent runs.
 */
export async function releaseUpdates(
  journalPath: string,
  { updates, log }: { updates: UpdateSwitches; log: Log },
): Promise<void> {
  if (!existsSync(journalPath)) return;
  const journal = await openWhenFree(journalPath);
  try {
    const hold = openUpdateHold({ records: openHoldRecords(journal), switches: updates, log });
    await hold.heed('LEAVE');
    const { state, message } = hold.told();
    if (state === 'FAILED')
      throw new ServiceError(
        `The automatic updates that the agent holds could not be put back, so nothing was removed: ${message}. Put back by hand what is named, then uninstall again.`,
      );
  } finally {
    journal.close();
  }
}

async function openWhenFree(path: string): Promise<Journal> {
  for (const until = performance.now() + BUSY_MS_MAX; ;) {
    try {
      return openJournal(path);
    } catch (error) {
      if (!(error instanceof JournalBusyError) || performance.now() > until) throw error;
      await sleep(BUSY_POLL_MS);
    }
  }
}
