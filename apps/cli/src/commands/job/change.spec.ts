import { ROOT_COMPARTMENT_ID, ScheduledJob } from '@rustine/contract';
import { createRustineClient } from '@rustine/sdk';
import { expect, it } from 'vitest';
import type { CommandContext } from '../../command-context.ts';
import { readConfig } from '../../config.ts';
import { makeJob } from './change.ts';

const uuid = '00000000-0000-7000-8000-000000000001';
const window = { id: `mw-${uuid}`, name: 'nights' };

const job = ScheduledJob.parse({
  id: `job-${uuid}`,
  compartmentId: ROOT_COMPARTMENT_ID,
  name: 'patches',
  description: '',
  action: { kind: 'update-all' },
  targets: { labels: { env: 'prod' } },
  schedule: { kind: 'window', windowId: window.id },
  missed: { kind: 'skip' },
  maxConcurrency: '50',
  maxErrors: '0',
  waves: null,
  window: null,
  reboot: null,
  power: 'LEAVE',
  deliverySeconds: 3600,
  state: 'ACTIVE',
  nextRunAt: '2050-01-03T01:00:00Z',
  skipNext: false,
  lastExecution: null,
  revision: 1,
  createdBy: 'ada',
  createdAt: '2026-11-21T20:00:00Z',
  updatedAt: '2026-11-21T20:00:00Z',
});

/** A server that makes the job, and then goes away. */
const answers = new Map<string, unknown>([
  ['GET /api/v1/maintenance-windows', { items: [window], nextCursor: null }],
  ['POST /api/v1/jobs', job],
]);

async function serve(request: Request): Promise<Response> {
  const answer = answers.get(`${request.method} ${new URL(request.url).pathname}`);
  if (answer === undefined) throw new TypeError('fetch failed');
  return Response.json(answer);
}

it('a job that was made is told as made, though its window cannot be read any more', async () => {
  const told = { stdout: '', stderr: '' };
  const streamOf = (name: keyof typeof told) => ({
    write: (chunk: string | Uint8Array) => ((told[name] += String(chunk)), true),
  });
  const client = createRustineClient({
    baseUrl: 'http://127.0.0.1:1',
    token: 'right',
    fetch: (input, init) => serve(new Request(input, init)),
  });
  const context: CommandContext = {
    config: readConfig({}),
    stdout: streamOf('stdout'),
    stderr: streamOf('stderr'),
    connection: async () => ({ client, url: 'http://127.0.0.1:1' }),
  };
  const options = { updateAll: true, targets: ['label:env=prod'], withWindow: 'nights', zone: 'UTC' };
  await makeJob(context, 'patches', options, new Date());
  expect(told.stdout).toBe(`${job.id}\n`);
  expect(told.stderr).toMatch(/^The job patches is ACTIVE; next run: it could not be read \(.*rustine job show job-/);
});
