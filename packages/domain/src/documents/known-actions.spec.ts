import { expect, test } from 'vitest';
import { knownActions, runnableActions } from './known-actions.ts';
import { validateDocument } from './validate-document.ts';

function faultsOf(action: string, runnable?: readonly string[]) {
  const text = `schemaVersion: '2.2'\nmainSteps:\n  - name: nightly\n    action: ${action}\n    inputs:\n      runCommand: []\n`;
  return validateDocument(text, runnable === undefined ? {} : { runnable }).faults;
}

test.each(['aws:runDockerAction', 'aws:configureDocker', 'aws:domainJoin', 'aws:updateSsmAgent', 'aws:cloudWatch'])(
  'the unsupported action %s is refused with its step, its place and what there is instead',
  (action) => {
    const faults = faultsOf(action);
    expect(faults).toMatchObject([{ path: 'mainSteps[0].action', line: 4, column: 13 }]);
    expect(faults[0]?.message).toMatch(new RegExp(`^The action ${action} of step nightly is not supported: `));
    expect(faults[0]?.message).toContain(`Supported are ${knownActions.join(', ')}.`);
  },
);

test('an action that the agents lack is refused when asked for what they can run, and says so', () => {
  expect(faultsOf('aws:downloadContent', ['aws:runShellScript'])[0]).toEqual({
    path: 'mainSteps[0].action',
    message:
      "This server's agents cannot run the action aws:downloadContent of step nightly yet; they can run aws:runShellScript.",
    line: 4,
    column: 13,
  });
  expect(faultsOf('aws:runShellScript', ['aws:runShellScript'])).toEqual([]);
});

test('what the agents can run is part of what the language knows', () => {
  expect(knownActions).toEqual(expect.arrayContaining([...runnableActions]));
});
