import { expect, test } from 'vitest';
import { knownActions, runnableActions, type RunnableActions } from './known-actions.ts';
import { validateDocument } from './validate-document.ts';

function faultsOf(action: string) {
  const text = `schemaVersion: '2.2'\nmainSteps:\n  - name: nightly\n    action: ${action}\n    inputs:\n      runCommand: []\n`;
  return validateDocument(text).faults;
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

/** What agents of a release could run that has some on Linux and some on Windows. */
const runnable: RunnableActions = new Map([
  ['linux', ['aws:runShellScript']],
  ['windows', ['aws:runPowerShellScript']],
]);

function faultsBeyond(step: object, among: RunnableActions = runnable) {
  const mainSteps = [{ name: 'nightly', inputs: { runCommand: [] }, ...step }];
  const text = JSON.stringify({ schemaVersion: '2.2', parameters: { p: { type: 'String' } }, mainSteps });
  return validateDocument(text, { runnable: among }).faults;
}

const when = (...StringEquals: string[]) => ({ precondition: { StringEquals } });

test('an action that the agents lack is refused when it is said what they can run', () => {
  const inputs = { sourceType: 'S3', sourceInfo: { path: 's3://b/k' } };
  expect(faultsBeyond({ action: 'aws:downloadContent', inputs })).toMatchObject([
    {
      path: 'mainSteps[0].action',
      line: 1,
      message:
        "This server's agents cannot run the action aws:downloadContent of step nightly on linux; they can run aws:runShellScript. If the step is for other platforms alone, say so by a precondition.",
    },
  ]);
});

test.each<[string, object, number]>([
  ['that the agents have', { action: 'aws:runShellScript' }, 0],
  [
    'that Linux agents lack, for Windows alone,',
    { action: 'aws:runPowerShellScript', ...when('platformType', 'Windows') },
    0,
  ],
  ['that Linux agents lack, for Linux,', { action: 'aws:runPowerShellScript', ...when('Linux', 'platformType') }, 1],
  ['that Linux agents lack, for all platforms,', { action: 'aws:runPowerShellScript' }, 1],
  [
    'that Linux agents lack, when a parameter says so,',
    { action: 'aws:runPowerShellScript', ...when('{{ p }}', 'x') },
    1,
  ],
  ['of Windows that agents there lack', { action: 'aws:psModule' }, 1],
])('an action %s is judged', (_what, step, count) => {
  expect(faultsBeyond(step)).toHaveLength(count);
});

test('on platforms without an agent there is nothing that could not be run', () => {
  expect(faultsBeyond({ action: 'aws:psModule' }, new Map([['linux', []]]))).toEqual([]);
});

test('a package for the package manager is refused where Windows would have to install it, and taken for Linux', () => {
  const step = { action: 'aws:configurePackage', inputs: { action: 'Install', name: 'curl' } };
  expect(faultsBeyond(step, runnableActions)).toMatchObject([{ message: expect.stringContaining('on windows') }]);
  expect(faultsBeyond({ ...step, ...when('platformType', 'Linux') }, runnableActions)).toEqual([]);
});

test('what the agents can run is part of what the language knows', () => {
  expect(knownActions).toEqual(expect.arrayContaining([...runnableActions.values()].flat()));
});
