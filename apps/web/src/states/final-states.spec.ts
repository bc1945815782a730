import { finalInvocationStates, finalWorkRequestStates, invocationStates, workRequestStates } from '@rustine/contract';
import { expect, it } from 'vitest';
import { isFinalInvocation, isFinalWorkRequest } from './final-states.ts';

it('an invocation is watched until exactly the states that the contract calls final', () => {
  expect(invocationStates.filter(isFinalInvocation)).toEqual([...finalInvocationStates]);
});

it('a work request is watched until exactly the states that the contract calls final', () => {
  expect(workRequestStates.filter(isFinalWorkRequest)).toEqual([...finalWorkRequestStates]);
});
