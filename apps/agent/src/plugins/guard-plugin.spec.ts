import { expect, test } from 'vitest';
import { JournalError } from '../journal/open-journal.ts';
import { guardPlugin } from './guard-plugin.ts';
import { makeStepContext } from './testing/make-step-context.ts';

function throwing(error: Error) {
  const run = async () => {
    throw error;
  };
  return guardPlugin({ exclusive: false, run });
}

test('a fault that no plugin foresaw ends its step with what it says', async () => {
  using step = makeStepContext({});
  expect(await throwing(new TypeError('x is undefined')).run(step.context)).toEqual({
    kind: 'failed',
    state: 'FAILED',
    reason: 'The step failed: x is undefined.',
  });
});

test('a fault after a cancel is the cancel', async () => {
  using step = makeStepContext({});
  step.stop.abort('canceled');
  expect(await throwing(new Error('aborted')).run(step.context)).toEqual({ kind: 'canceled' });
});

test('a journal that cannot be written is not hidden', async () => {
  using step = makeStepContext({});
  await expect(throwing(new JournalError('disk full')).run(step.context)).rejects.toThrow(JournalError);
});
