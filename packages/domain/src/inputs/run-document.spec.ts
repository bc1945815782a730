import { expect, test } from 'vitest';
import { readDocumentParameters } from './read-document-parameters.ts';
import { readInputs } from './read-inputs.ts';
import { planInnerDocument, runDocumentInputs } from './run-document.ts';

function plan(documentPath: string, depth: number) {
  const { inputs } = readInputs(runDocumentInputs, { documentType: 'SSMDocument', documentPath });
  if (inputs === undefined) throw new Error('inputs');
  return planInnerDocument(inputs, depth);
}

test.each([0, 1, 2])('below %i documents another one may run', (depth) => {
  expect(plan('Doc', depth)).toMatchObject({ kind: 'run', document: { name: 'Doc' } });
});

test('the fourth is too deep', () => {
  expect(plan('Doc', 3)).toEqual({
    kind: 'fail',
    reason: 'documents may run one inside the other 3 deep, and this one would be 4 deep',
  });
});

test.each([0, 3])('AWS-Noop is nothing, and succeeds, at depth %i', (depth) => {
  expect(plan('AWS-Noop', depth)).toEqual({ kind: 'nothing' });
});

test('a parameter without a value is dropped, so that the default of the inner document applies', () => {
  expect(readDocumentParameters({ a: null, b: '' })).toEqual({ parameters: { b: [''] } });
  expect(readDocumentParameters('{"a": , "b": "x"}')).toEqual({ parameters: { b: ['x'] } });
});

test.each([
  ['30', 30],
  [172_800, 172_800],
  ['', null],
  [undefined, null],
])('timeoutSeconds %j limits the whole to %s', (timeoutSeconds, expected) => {
  const inputs = {
    documentType: 'SSMDocument',
    documentPath: 'Doc',
    ...(timeoutSeconds !== undefined && { timeoutSeconds }),
  };
  expect(readInputs(runDocumentInputs, inputs).inputs?.timeoutSeconds).toBe(expected);
});

test.each(['4', '172801', 'soon', 5.5])('timeoutSeconds %j is refused', (timeoutSeconds) => {
  const { faults } = readInputs(runDocumentInputs, {
    documentType: 'SSMDocument',
    documentPath: 'Doc',
    timeoutSeconds,
  });
  expect(faults).toMatchObject([{ path: ['timeoutSeconds'] }]);
});
