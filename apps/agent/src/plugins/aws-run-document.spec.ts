import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '@rustine/domain';
import { expect, test } from 'vitest';
import { findPlugin } from './registry.ts';
import { makeStepContext, type RehearsedStep } from './testing/make-step-context.ts';

/** A step that runs this text, which an earlier one would have downloaded. */
function runs(document: object, more: JsonObject = {}): RehearsedStep {
  const step = makeStepContext({ documentType: 'LocalPath', documentPath: 'it.json', ...more });
  const downloads = join(step.context.invocationFolder, 'downloads');
  mkdirSync(downloads);
  writeFileSync(join(downloads, 'it.json'), JSON.stringify({ schemaVersion: '2.2', ...document }));
  return step;
}

const run = async ({ context }: RehearsedStep) => await findPlugin('aws:runDocument')?.run(context);
const shell = (name: string, line: string) => ({ name, action: 'aws:runShellScript', inputs: { runCommand: [line] } });

test('a reboot that an inner step asks for is asked for by the outer one, and only that step runs again', async () => {
  const first = '[ -e again ] && exit 0; touch again; exit 194';
  using step = runs({ mainSteps: [shell('once', 'echo once'), shell('reboot', first), shell('after', 'echo after')] });
  expect(await run(step)).toEqual({ kind: 'exited', exitCode: 194 });
  expect(await run(step)).toEqual({ kind: 'exited', exitCode: 0 });
  expect(step.stdout()).toBe('once\nafter\n');
});

test('a stop of the agent leaves the step that ran to be run again', async () => {
  using step = runs({ mainSteps: [shell('once', 'echo once'), shell('wait', 'touch began; sleep 600')] });
  const began = join(step.context.stepFolder, '1-wait', 'began');
  const ended = run(step);
  while (!existsSync(began)) await new Promise((resolve) => setTimeout(resolve, 10));
  step.stop.abort('stopping');
  expect(await ended).toEqual({ kind: 'canceled' });
  const record = join(step.context.stepFolder, 'inner-document.json');
  const { results } = JSON.parse(readFileSync(record, 'utf8')) as { results: { name: string }[] };
  expect(results.map(({ name }) => name)).toEqual(['once']);
  expect(statSync(record).mode & 0o777).toBe(0o600);
});

test('what an inner step says of its failure is kept without secrets', async () => {
  using step = runs({
    mainSteps: [
      {
        name: 'bad',
        action: 'aws:downloadContent',
        inputs: { sourceType: 'HTTP', sourceInfo: { url: 'https://127.0.0.1:9/hush' } },
      },
    ],
  });
  const services = { ...step.context.services, redact: (text: string) => text.replaceAll('127.0.0.1', '***') };
  const context = { ...step.context, services };
  const end = await findPlugin('aws:runDocument')?.run(context);
  expect(end).toMatchObject({ kind: 'failed', reason: expect.stringContaining('Document it.json: Step bad: ') });
  expect(readFileSync(join(context.stepFolder, 'inner-document.json'), 'utf8').split('"results"')[1]).not.toContain(
    '127.0.0.1',
  );
});

test('an inner step that runs out of time makes the outer one time out', async () => {
  const slow = {
    name: 'slow',
    action: 'aws:runShellScript',
    inputs: { runCommand: ['exec sleep 600'], timeoutSeconds: 5 },
  };
  using step = runs({ mainSteps: [slow, shell('after', 'echo after')] });
  expect(await run(step)).toEqual({
    kind: 'failed',
    state: 'TIMED_OUT',
    reason: 'Document it.json: Step slow: The step did not end within 5 seconds and was stopped.',
  });
  expect(step.stdout()).toBe('after\n');
}, 60_000);

test('an old document of schema 1.2 runs too', async () => {
  using step = runs({
    schemaVersion: '1.2',
    runtimeConfig: { 'aws:runShellScript': { properties: [{ id: '0', runCommand: ['echo old'] }] } },
  });
  expect(await run(step)).toEqual({ kind: 'exited', exitCode: 0 });
  expect(step.stdout()).toBe('old\n');
});
