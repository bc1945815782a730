import type { RebootRecord } from '../journal/reboot-records.ts';
import { giveUpReboot, type GiveUpNeeds } from './give-up-reboot.ts';
import { REBOOT_ATTEMPTS_MAX } from './reboot-limits.ts';

export interface SettleNeeds extends GiveUpNeeds {
  readonly bootId: string;
}

/** What a journalled wish for a reboot means to an agent that starts. Another boot id is the only proof that counts. */
export function decideReboot(reboot: RebootRecord, bootId: string): 'proved' | 'try-again' | 'give-up' {
  if (reboot.bootId !== bootId) return 'proved';
  return reboot.attempts >= REBOOT_ATTEMPTS_MAX ? 'give-up' : 'try-again';
}

/**
 * Once at the agent's start, before anything runs: proves or gives up the reboots that were owed, and tells the runs that
 * a restart which they had not asked for interrupted. Answers those that come back in another boot.
 */
export function settleReboots(needs: SettleNeeds): ReadonlySet<string> {
  const back = new Set<string>();
  const { journal, records, reboots, outbox, bootId, log } = needs;
  for (const reboot of reboots.pending()) {
    const { invocationId, step } = reboot;
    const decision = decideReboot(reboot, bootId);
    log.info({ invocationId, step, before: reboot.bootId, bootId, decision }, 'a reboot was asked for');
    if (decision === 'try-again') continue;
    if (decision === 'give-up') {
      giveUpReboot(needs, reboot, `it was told to ${reboot.attempts} times.`);
      continue;
    }
    journal.atomically(() => {
      reboots.end(invocationId, 'DONE');
      records.noteBoot(invocationId, bootId);
      outbox.append(invocationId, { type: 'rebooted', step, bootId });
    });
    back.add(invocationId);
  }
  for (const invocationId of records.unfinished()) if (tellRestart(needs, invocationId)) back.add(invocationId);
  return back;
}

function tellRestart({ journal, records, steps, outbox, bootId, log }: SettleNeeds, invocationId: string): boolean {
  const record = records.find(invocationId);
  if (record?.state !== 'RUNNING' || record.bootId === null || record.bootId === bootId) return false;
  const step = steps.all(invocationId).find(({ state }) => state !== 'ENDED')?.name ?? '';
  log.warn({ invocationId, step, before: record.bootId, bootId }, 'the machine was restarted during the run');
  journal.atomically(() => {
    records.noteBoot(invocationId, bootId);
    outbox.append(invocationId, { type: 'rebooted', step, bootId });
  });
  return true;
}
