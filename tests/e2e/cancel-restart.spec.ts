import {
  createJob,
  createSignInLink,
  createWindow,
  listJobExecutions,
  runJob,
  unwrap,
  type CreateJobRequest,
  type RustineClient,
} from '@rustine/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enrollByHand } from './harness/hand-agent.ts';
import { accessibilityFaults, hasBrowser, openBrowser, openPage } from './harness/open-browser.ts';
import { openHouse, type House } from './harness/open-house.ts';
import { npxRustine } from './harness/run-command.ts';
import { hasTerminal, typeAtTerminal } from './harness/type-at-terminal.ts';
import { waitUntil } from './harness/wait-until.ts';

if (!hasBrowser) console.log('skipped: the console is tested in Chromium, and /usr/bin/chromium is not there');
if (!hasTerminal) console.log('skipped: a question at a terminal needs script(1)');

let house: House;
let client: RustineClient;
/** Jobs of which each has a restart that waits for its window. */
let byConsole: string;
let byCommand: string;

const executions = async (jobId: string) =>
  (await unwrap(listJobExecutions({ client, path: { jobId } }))).items.filter(({ kind }) => kind === 'REBOOT');
const rustine = (...args: string[]) =>
  npxRustine(args, { env: { RUSTINE_DATA_DIR: house.dataDir, RUSTINE_URL: house.url } });

beforeAll(async () => {
  house = await openHouse();
  await house.startServer();
  client = await house.client();
  const agent = await enrollByHand(house);
  const targets = { instanceIds: [agent.instanceId] };
  // It opens in twelve hours, whenever this runs.
  const start = new Date(Date.now() - 12 * 3_600_000).toISOString().slice(0, 16);
  const schedule = { kind: 'repeat', every: 'DAY', start, timezone: 'UTC' } as const;
  const { id: windowId } = await unwrap(
    createWindow({ client, body: { name: 'restarts', schedule, durationMinutes: 10, targets } }),
  );
  const runs = async (name: string) => {
    const body: CreateJobRequest = {
      name,
      action: { kind: 'update-all' },
      targets,
      schedule: { kind: 'once', at: '2050-01-01T02:00', timezone: 'UTC' },
      reboot: { option: 'ALWAYS', windowIds: [windowId] },
    };
    const { id: jobId } = await unwrap(createJob({ client, body }));
    await unwrap(runJob({ client, path: { jobId }, body: {} }));
    const invocationId = await agent.accept();
    await agent.putManifest(invocationId, []);
    await agent.tell(invocationId, { type: 'finished', state: 'SUCCEEDED', message: '', rebootRequired: true });
    return jobId;
  };
  [byConsole, byCommand] = [await runs('patches'), await runs('nights')];
  for (const jobId of [byConsole, byCommand]) {
    const isPlanned = async () => (await executions(jobId))[0]?.state === 'PLANNED';
    await waitUntil('the restart is planned', isPlanned, { seconds: 150 });
  }
}, 400_000);
afterAll(() => house?.[Symbol.asyncDispose]());

describe('a restart that waits for its window', { timeout: 120_000 }, () => {
  it.skipIf(!hasBrowser)('is canceled on the page of its job, after a question', async () => {
    const browser = await openBrowser();
    const { page, complaints } = await openPage(browser, { locale: 'fr-FR' });
    await page.goto((await unwrap(createSignInLink({ client }))).url);
    await page.goto(`${house.url}/jobs/${byConsole}`);
    const action = { name: 'Annuler le redémarrage', exact: true };
    await page.getByRole('button', action).click();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('dialog').getByRole('button', action).click();
    await page.getByText('canceled the restart before it started').waitFor();
    expect(await executions(byConsole)).toMatchObject([{ state: 'SKIPPED' }]);
    expect(complaints).toEqual([]);
    await browser.close();
  });

  it.skipIf(!hasTerminal)('stays as it is when the person at the terminal says no', async () => {
    const env = { RUSTINE_DATA_DIR: house.dataDir, RUSTINE_URL: house.url };
    const asked = { prompt: '[y/N]', keys: 'n\r', place: { env } };
    const { code, shown } = await typeAtTerminal('npx --no rustine job cancel-restart nights', asked);
    expect(shown).toMatch(/Cancel the restart of nights at 20\S+ \S+ UTC\? Who needs .* \[y\/N\]/);
    expect(code, shown).toBe(5);
    expect(await executions(byCommand)).toMatchObject([{ state: 'PLANNED' }]);
  });

  it('is canceled by the command line, once', async () => {
    const [planned] = await executions(byCommand);
    const canceled = await rustine('job', 'cancel-restart', 'nights');
    expect(canceled).toMatchObject({ code: 0, stderr: expect.stringContaining('is canceled') });
    expect(await executions(byCommand)).toMatchObject([{ state: 'SKIPPED' }]);
    expect(await rustine('job', 'cancel-restart', 'nights')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('No restart of the job waits'),
    });
    expect(await rustine('job', 'cancel-restart', 'nights', '--execution', planned!.id)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('The restart is SKIPPED'),
    });
  });
});
