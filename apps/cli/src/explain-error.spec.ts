import { RustineError } from '@rustine/sdk';
import { expect, it } from 'vitest';
import { explainError } from './explain-error.ts';

const told = (
  code: 'VALIDATION_FAILED' | 'NOT_FOUND',
  message: string,
  details: { place: string; message: string }[],
) =>
  explainError(
    new RustineError({
      type: 'about:blank',
      title: 'The request is not valid',
      status: 400,
      code,
      message,
      details,
      requestId: 'req-1',
    }),
    null,
  );

const refused = (message: string, ...details: { place: string; message: string }[]) =>
  told('VALIDATION_FAILED', message, details);

it('a document that is not there is told with where the others stand', () => {
  expect(told('NOT_FOUND', 'There is no document Rustine-Scna.', [])).toEqual({
    message: 'There is no document Rustine-Scna (NOT_FOUND): "rustine document list" shows those there are.',
    exitCode: 3,
  });
});

it('an id of another kind is told as such, with where the right ones stand', () => {
  const message = 'not an id of the form wr-<uuid>';
  expect(refused(`params.workRequestId: ${message}`, { place: 'params.workRequestId', message })).toEqual({
    message: 'That is no id of a work request, as wr-…: "rustine work-request list" shows them.',
    exitCode: 2,
  });
});

it('a filter of a list is called as it was typed', () => {
  const message = 'give at most 100';
  expect(refused(`querystring.count: ${message}`, { place: 'querystring.count', message })).toEqual({
    message: '--count: give at most 100.',
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
