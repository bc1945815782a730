import { JournalError } from '../journal/open-journal.ts';
import type { StepPlugin } from './step-plugin.ts';

/**
 * A fault that a plugin did not foresee is the end of its step, not of the agent with all that it runs. Only a journal
 * that cannot be written is: an agent that cannot remember must not act.
 */
export function guardPlugin({ exclusive, run }: StepPlugin): StepPlugin {
  return {
    exclusive,
    async run(context) {
      try {
        return await run(context);
      } catch (error) {
        if (error instanceof JournalError) throw error;
        if (context.signal.aborted) return { kind: 'canceled' };
        const message = error instanceof Error ? error.message : String(error);
        return { kind: 'failed', state: 'FAILED', reason: `The step failed: ${message.replace(/\.?$/, '.')}` };
      }
    },
  };
}
