import { describe, expect, it } from 'vitest';
import { faultsOfField, leftOf } from './sort-faults.ts';

const places = { name: 'name', instanceIds: 'instances' };
const problem = { code: 'VALIDATION_FAILED', message: '', requestId: 'r-1' } as const;
const details = [
  { place: 'body.name', message: 'too long' },
  { place: 'body.instanceIds[0]', message: 'not there' },
  { place: 'body.instanceIds[4]', message: 'not there either' },
  { place: 'body.other', message: 'not known' },
];

describe('what the server found wrong', () => {
  it('is told by the field that it was found in', () => {
    expect(faultsOfField(details, 'name', places)).toEqual([{ place: '', message: 'too long' }]);
    expect(faultsOfField(details, 'instances', places)).toEqual([
      { place: '0', message: 'not there' },
      { place: '4', message: 'not there either' },
    ]);
  });

  it('is left to the panel where it belongs to no field', () => {
    const left = leftOf({ ...problem, details }, places);
    expect(left).toEqual({ ...problem, details: [details[3]], fields: 2 });
  });

  it('is not told again by a sentence that quotes what a field says', () => {
    const message = 'The freeze cannot be read: too long.';
    expect(leftOf({ ...problem, message, details: details.slice(0, 1) }, places).message).toBe('');
  });

  it('keeps a sentence that says more, and all of it where there are no fields', () => {
    const message = 'Nothing was started.';
    expect(leftOf({ ...problem, message, details }, places).message).toBe(message);
    expect(leftOf({ ...problem, message, details }, {})).toEqual({ ...problem, message, details, fields: 0 });
  });
});
