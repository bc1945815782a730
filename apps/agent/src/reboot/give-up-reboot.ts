import { endStep, type StepNeeds } from '../execute/run-step.ts';
import type { InvocationRecords } from '../journal/invocation-records.ts';
import type { RebootRecord, RebootRecords } from '../journal/reboot-records.ts';

export type GiveUpNeeds = Pick<StepNeeds, 'journal' | 'steps' | 'outbox' | 'log'> & {
  readonly records: InvocationRecords;
  readonly reboots: RebootRecords;
};

/** The machine would not reboot: the step that asked has failed, and its document ends as after exit code 169. */
export function giveUpReboot(needs: GiveUpNeeds, reboot: RebootRecord, reason: string): void {
  const record = needs.records.find(reboot.invocationId);
  if (!record) return;
  const message = `The step asked for a reboot, and the machine did not reboot: ${reason} It is still in boot ${reboot.bootId}.`;
  needs.journal.atomically(() => {
    needs.reboots.end(reboot.invocationId, 'FAILED');
    endStep(
      { ...needs, store: { redact: (text: string) => text } },
      { record, index: reboot.position },
      { name: reboot.step, state: 'FAILED', exitCode: null, message, effect: 'exit' },
    );
  });
}
