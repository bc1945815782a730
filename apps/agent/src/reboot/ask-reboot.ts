import type { StepResult } from '@rustine/domain';
import type { InvocationRecord } from '../journal/invocation-records.ts';
import type { Journal } from '../journal/open-journal.ts';
import type { Outbox } from '../journal/outbox.ts';
import type { RebootRecords } from '../journal/reboot-records.ts';
import type { StepRecords } from '../journal/step-records.ts';
import type { Log } from '../log.ts';
import { REBOOTS_MAX } from './reboot-limits.ts';

export interface AskRebootNeeds {
  readonly journal: Journal;
  readonly steps: StepRecords;
  readonly outbox: Outbox;
  readonly reboots: RebootRecords;
  readonly bootId: string;
  readonly log: Log;
  /** What the server is told to wait for the machine. */
  readonly rebootDeadlineSeconds: number;
}

/**
 * Journals that a step asks for a reboot, before anything is done about it: whatever dies now, the next start finds the
 * intent and the boot in which it was asked. Answers the step's failure instead when the run has had its reboots.
 */
export function askReboot(
  needs: AskRebootNeeds,
  { record, index, result }: { record: InvocationRecord; index: number; result: StepResult },
): StepResult | null {
  const had = needs.reboots.countProved(record.id);
  if (had >= REBOOTS_MAX) {
    const message = `The step asked for a reboot again after ${had} reboots of this run, which is the limit.`;
    return { ...result, state: 'FAILED', message, effect: 'exit' };
  }
  needs.journal.atomically(() => {
    needs.steps.putBack(record.id, index);
    needs.reboots.ask({ invocationId: record.id, position: index, step: result.name, bootId: needs.bootId });
    needs.outbox.append(record.id, {
      type: 'rebooting',
      step: result.name,
      bootId: needs.bootId,
      deadlineSeconds: needs.rebootDeadlineSeconds,
    });
  });
  needs.log.warn({ invocationId: record.id, step: result.name, bootId: needs.bootId }, 'the step asks for a reboot');
  return null;
}
