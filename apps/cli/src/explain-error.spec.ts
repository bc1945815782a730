import { RustineError } from '@rustine/sdk';
import { expect, it } from 'vitest';
import { explainError } from './explain-error.ts';

const refused = (message: string, ...details: { place: string; message: string }[]) =>
  explainError(
    new RustineError({
      type: 'about:blank',
      title: 'The request is not valid',
      status: 400,
      code: 'VALIDATION_FAILED',
      message,
      details,
      requestId: 'req-1',
    }),
    null,
  );

it('an id of another kind is told as such, with where the right ones stand', () => {
  const message = 'not an id of the form wr-<uuid>';
  const told = refused(`params.workRequestId: ${message}`, { place: 'params.workRequestId', message });
  expect(told).toEqual({
    message: 'That is no id of a work request, as wr-…: "rustine work-request list" shows them.',
    exitCode: 2,
  });
});

it('says each fault once, though the sentence of the whole names it too', () => {
  const detail = { place: 'body.maxDown', message: 'give at least 1' };
  expect(refused('body.maxDown: give at least 1', detail).message).toBe(
    'body.maxDown: give at least 1 (VALIDATION_FAILED)',
  );
  expect(refused('The set cannot be.', detail).message).toBe(
    'The set cannot be (VALIDATION_FAILED)\n  body.maxDown: give at least 1',
  );
});
