import { RustineError } from '@rustine/sdk';
import { expect, it } from 'vitest';
import { readProblem } from './read-problem.ts';

const problem = {
  type: 'about:blank#VALIDATION_FAILED',
  title: 'The request is not valid',
  status: 400,
  code: 'VALIDATION_FAILED',
  requestId: 'r-1',
} as const;
const details = [
  { place: 'body.name', message: 'Too short' },
  { place: 'body.schedule.cron', message: 'Not a rule' },
];

it('does not say twice what the details say', () => {
  const message = 'body.name: Too short; body.schedule.cron: Not a rule';
  expect(readProblem(new RustineError({ ...problem, message, details }))).toMatchObject({ message: '', details });
});

it('keeps the sentence of the server where it says more than the details', () => {
  const message = 'The job cannot be made.';
  expect(readProblem(new RustineError({ ...problem, message, details }))).toMatchObject({ message, details });
  expect(readProblem(new RustineError({ ...problem, message, details: [] }))).toMatchObject({ message });
});

it('has no code for an answer that never came', () => {
  expect(readProblem(new TypeError('Failed to fetch'))).toMatchObject({ code: null, message: 'Failed to fetch' });
});
