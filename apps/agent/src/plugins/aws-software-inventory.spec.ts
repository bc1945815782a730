import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findPlugin } from './registry.ts';
import type { SignedDocument } from './step-services.ts';
import { makeStepContext } from './testing/make-step-context.ts';

const content = JSON.stringify({
  schemaVersion: '2.2',
  mainSteps: [
    {
      name: 'collect',
      action: 'aws:runShellScript',
      inputs: { runCommand: ['echo a > "$RUSTINE_REPORT_DIR/software-inventory.csv"', 'echo collected'] },
    },
  ],
});

test('applications are collected by the document of the server, and what has no report is named', async () => {
  const asked: string[] = [];
  const fetchDocument = async ({ name }: { name: string }): Promise<SignedDocument> => {
    asked.push(name);
    return { name, version: 1, sha256: '', content };
  };
  using step = makeStepContext(
    { applications: 'Enabled', services: 'Enabled', windowsUpdates: 'Disabled', files: '[]' },
    { services: { fetchDocument } },
  );
  const agentEnvironment = { RUSTINE_REPORT_DIR: step.context.reportsFolder };
  const end = await findPlugin('aws:softwareInventory')?.run({ ...step.context, agentEnvironment });
  expect({ end, asked }).toEqual({ end: { kind: 'exited', exitCode: 0 }, asked: ['Rustine-CollectInventory'] });
  expect(step.stdout()).toBe('Passed over, for there is no report of it: services, files\ncollected\n');
  expect(readFileSync(join(step.context.reportsFolder, 'software-inventory.csv'), 'utf8')).toBe('a\n');
});

test('where applications are not asked for nothing is collected', async () => {
  using step = makeStepContext({ networkConfig: 'Enabled' });
  expect(await findPlugin('aws:softwareInventory')?.run(step.context)).toEqual({ kind: 'exited', exitCode: 0 });
});
