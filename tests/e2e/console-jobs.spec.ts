import {
  createFreeze,
  createJob,
  createPowerProvider,
  createQuorumSet,
  createSignInLink,
  createWindow,
  deleteJob,
  listJobs,
  pauseJob,
  registerDocument,
  resumeJob,
  unwrap,
  updateInstance,
  type RustineClient,
} from '@rustine/sdk';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultAtFocus } from './harness/fault-at-focus.ts';
import { enrollByHand, type HandAgent } from './harness/hand-agent.ts';
import {
  accessibilityFaults,
  hasBrowser,
  openBrowser,
  openPage,
  PLAIN_HOST,
  type WatchedPage,
} from './harness/open-browser.ts';
import { openHouse, type House } from './harness/open-house.ts';
import { choose, tabTo, type } from './harness/use-keyboard.ts';

if (!hasBrowser) console.log('skipped: the console is tested in Chromium, and /usr/bin/chromium is not there');

const check = JSON.stringify({
  schemaVersion: '2.2',
  description: 'Looks whether all is well.',
  mainSteps: [{ name: 'look', action: 'aws:runShellScript', inputs: { runCommand: ['true'] } }],
});
const zone = 'Europe/Paris';

describe.skipIf(!hasBrowser)('jobs in the console', () => {
  let house: House;
  let client: RustineClient;
  let agents: HandAgent[];
  let browser: Browser;
  let watched: WatchedPage;
  let jobPath = '';
  let workPath = '';

  beforeAll(async () => {
    if (!hasBrowser) return;
    house = await openHouse();
    await house.startServer();
    client = await house.client();
    agents = [await enrollByHand(house), await enrollByHand(house)];
    for (const [index, { instanceId }] of agents.entries()) {
      const labels = { env: index === 0 ? 'canary' : 'prod' };
      const body = { displayName: `web-${index + 1}`, labels };
      await unwrap(updateInstance({ client, path: { instanceId }, body }));
    }
    const instanceIds = agents.map(({ instanceId }) => instanceId);
    await unwrap(registerDocument({ client, body: { name: 'Look', content: check } }));
    const schedule = { kind: 'repeat', every: 'DAY', start: '2026-01-01T02:00', timezone: zone } as const;
    const body = { name: 'Nights', schedule, durationMinutes: 120, targets: { instanceIds } };
    await unwrap(createWindow({ client, body }));
    const source = { kind: 'dates', from: '2198-12-20T00:00:00Z', to: '2199-01-04T00:00:00Z' } as const;
    await unwrap(createFreeze({ client, body: { name: 'Year end', source } }));
    await unwrap(createQuorumSet({ client, body: { name: 'Web', maxDown: 1, instanceIds } }));
    const settings = { kind: 'wake-on-lan' } as const;
    await unwrap(createPowerProvider({ client, body: { name: 'Basement', settings } }));
    browser = await openBrowser();
    watched = await openPage(browser, { locale: 'en-GB', timezoneId: zone });
    const { url } = await unwrap(createSignInLink({ client }));
    await watched.page.goto(url);
  });

  afterAll(async () => {
    if (!hasBrowser) return;
    await browser.close();
    await house[Symbol.asyncDispose]();
  });

  it('is made with the keyboard alone, and its preview marks a run that the change of the clock moves', async () => {
    const { page } = watched;
    await page.goto(`${house.url}/jobs/new`);
    await page.getByRole('heading', { level: 1, name: 'New job' }).waitFor();
    const create = page.getByRole('button', { name: 'Create' });
    expect(await create.isDisabled()).toBe(true);
    await type(page, 'Name', 'Look each night');
    await choose(page, 'What', 'Ru');
    await choose(page, 'Document', 'Loo');
    await tabTo(page, 'radio', 'Instances');
    for (const _ of ['Groups', 'Labels', 'Compartment', 'All']) await page.keyboard.press('ArrowRight');
    await page.getByText('All 2 instances.').waitFor();
    // The night in which Paris skips the hour from two to three.
    await choose(page, 'How often', 'By');
    await type(page, 'Rule', 'FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU;BYHOUR=2;BYMINUTE=30');
    const preview = page.getByRole('region', { name: 'Next runs' });
    await preview.getByText('moved from 02:30, which the clock skips').first().waitFor();
    await preview.getByText('A time that the clock skips is moved forward by as much as it skips.').waitFor();
    await tabTo(page, 'combobox', 'How often', 'Shift+Tab');
    await page.keyboard.type('D');
    await preview.getByText(/^Every day at 22:00/).waitFor();
    await tabTo(page, 'button', 'Canary, 10 %, the rest');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Wave 3' }).waitFor();
    await tabTo(page, 'button', 'Take wave 2 out');
    await page.keyboard.press('Enter');
    await tabTo(page, 'button', 'Create');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Look each night' }).waitFor();
    await page.getByText('canary (env=canary), 100 % must succeed').waitFor();
    jobPath = new URL(page.url()).pathname;
    const { items } = await unwrap(listJobs({ client }));
    expect(items).toMatchObject([
      {
        name: 'Look each night',
        action: { kind: 'document', documentName: 'Look' },
        schedule: { kind: 'repeat', every: 'DAY', start: expect.stringMatching(/T22:00$/) as string, timezone: zone },
        waves: { waves: [{ name: 'canary' }, { name: 'rest' }] },
      },
    ]);
  });

  it('marks what the server finds wrong at its field, and goes to the first of them', async () => {
    const { page } = watched;
    await page.goto(`${house.url}/jobs/new`);
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Look each night');
    await page.getByText('All', { exact: true }).click();
    await page.getByLabel(/^From/).fill('1900-01-01T22:00');
    await page.getByRole('button', { name: 'Canary, 10 %, the rest' }).click();
    const borne = page.getByRole('textbox', { name: 'Errors borne' });
    await borne.nth(1).fill('some');
    const create = page.getByRole('button', { name: 'Create' });
    await create.click();
    expect(await faultAtFocus(page)).toMatch(/^From: a time is YYYY-MM-DDTHH:MM/);
    await page.getByRole('alert').getByText('The 2 fields that it is about are marked.').waitFor();
    const areMarked = () => borne.evaluateAll((all) => all.map((each) => each.ariaInvalid === 'true'));
    expect(await areMarked()).toEqual([false, true, false, false]);
    await page.getByRole('button', { name: 'Take wave 1 out' }).click();
    expect(await areMarked()).toEqual([true, false, false]);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByLabel(/^From/).fill('2050-01-01T22:00');
    await borne.nth(0).fill('1');
    await create.click();
    expect(await faultAtFocus(page)).toBe('Name: The compartment has a job of the name Look each night already.');
  });

  it('marks what the server finds wrong in a window, a freeze and a quorum set', async () => {
    const { page } = watched;
    const dialog = page.getByRole('dialog');
    await page.goto(`${house.url}/windows`);
    await page.getByRole('button', { name: 'New window' }).click();
    await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('Never');
    await dialog.getByText('All', { exact: true }).click();
    await dialog.getByLabel('Open for (minutes)').fill('0');
    await dialog.getByRole('button', { name: 'Create' }).click();
    expect(await faultAtFocus(page)).toMatch(/^Open for \(minutes\): give at least 1/);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'New freeze' }).click();
    await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('Backwards');
    await dialog.getByLabel(/^From/).fill('2198-01-02T00:00');
    await dialog.getByLabel(/^Until/).fill('2198-01-01T00:00');
    await dialog.getByRole('button', { name: 'Create' }).click();
    expect(await faultAtFocus(page)).toMatch(/^Until: it must be later than 2198-01-01T23:00/);
    await page.goto(`${house.url}/quorum-sets`);
    await page.getByRole('button', { name: 'Edit Web' }).click();
    await dialog.getByLabel('Down at a time, at most').fill('2');
    await dialog.getByRole('button', { name: 'Save' }).click();
    expect(await faultAtFocus(page)).toMatch(/^Down at a time, at most: of 2 instances fewer than 2/);
    await page.goto(house.url + jobPath);
  });

  it('skips its next run, and takes that back', async () => {
    const { page } = watched;
    await page.getByRole('button', { name: 'Skip the next run' }).click();
    const upcoming = page.getByRole('table', { name: 'Runs to come' });
    await upcoming.getByText('will be skipped').waitFor();
    const next = async () => (await unwrap(listJobs({ client }))).items.map(({ skipNext }) => skipNext);
    expect(await next()).toEqual([true]);
    await page.getByRole('button', { name: 'Do not skip it' }).click();
    await upcoming.getByText('will be skipped').waitFor({ state: 'detached' });
    expect(await next()).toEqual([false]);
  });

  it('runs now, in waves that stop where one fails until a person tries again, or goes on', async () => {
    const { page } = watched;
    await page.getByRole('button', { name: 'Run now' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Run now' }).click();
    await page.getByRole('heading', { level: 1, name: 'Look', exact: true }).waitFor();
    const wave = (name: string) => page.getByRole('listitem').filter({ has: page.getByRole('heading', { name }) });
    await wave('canary').getByText('Running').waitFor();
    await wave('rest').getByText('Waiting', { exact: true }).waitFor();
    const fail = async () => {
      const invocationId = await agents[0]!.accept();
      await agents[0]!.tell(invocationId, { type: 'finished', state: 'FAILED', message: 'no', rebootRequired: null });
      await page.getByRole('alert').getByText('Wave canary failed: the rest waits for you').waitFor();
    };
    await fail();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Try again' }).click();
    await page.getByText('Retry of').waitFor();
    workPath = new URL(page.url()).pathname;
    await wave('canary').getByText('Running').waitFor();
    await fail();
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByRole('textbox', { name: 'Reason' }).fill('The check itself was wrong.');
    await page.getByRole('dialog').getByRole('button', { name: 'Go on' }).click();
    await wave('rest').getByText('Running').waitFor();
    await page.getByText('The check itself was wrong.').waitFor();
    const last = await agents[1]!.accept();
    await agents[1]!.tell(last, { type: 'finished', state: 'FAILED', message: 'no', rebootRequired: null });
    await page.getByRole('button', { name: 'Retry on 2 instances' }).click();
    await page.getByRole('checkbox', { name: 'In the same waves' }).uncheck();
    await page.getByRole('dialog').getByRole('button', { name: 'Retry on 2 instances' }).click();
    await wave('canary').waitFor({ state: 'detached' });
    await page.getByText('Retry of').waitFor();
    expect(new URL(page.url()).pathname).not.toBe(workPath);
    expect(workPath).toMatch(/^\/work-requests\/wr-/);
  });

  it('says plainly that nobody is among its targets, although it holds to a window', async () => {
    const { page } = watched;
    const schedule = { kind: 'repeat', every: 'DAY', start: '2050-01-01T02:00', timezone: zone } as const;
    const body = { name: 'Nobody', action: { kind: 'update-all' }, targets: { labels: { env: 'none' } } } as const;
    const { id } = await unwrap(createJob({ client, body: { ...body, schedule, window: {} } }));
    await page.goto(`${house.url}/jobs/${id}`);
    await page.getByText('Nobody is among the targets of the job now.').waitFor();
    await page.getByText('Nobody targeted', { exact: true }).waitFor();
    expect(await page.getByText('No window', { exact: true }).count()).toBe(0);
    await unwrap(deleteJob({ client, path: { jobId: id } }));
  });

  it('marks in French what the server tells of a run as English', async () => {
    const { page, close } = await openPage(browser, { locale: 'fr-FR' });
    await page.goto((await unwrap(createSignInLink({ client }))).url);
    await page.goto(house.url + workPath);
    const wave = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'canary' }) });
    await wave.getByText('Échouée').waitFor();
    expect(await wave.locator('[lang="en"]').allInnerTexts()).toEqual([expect.stringContaining('0 of 1 succeeded')]);
    const log = page.getByRole('region', { name: 'Journal' });
    await log.locator('[lang="en"]', { hasText: 'The agent took the command.' }).first().waitFor();
    await close();
  });

  it('tells apart why nothing comes: a window that is turned off, one that is past, a job that is paused', async () => {
    const { page } = watched;
    const past = { kind: 'once', at: '2026-01-01T02:00', timezone: zone } as const;
    const targets = { instanceIds: [agents[0]!.instanceId] };
    const window = { schedule: past, durationMinutes: 60, targets };
    await unwrap(createWindow({ client, body: { ...window, name: 'Past' } }));
    const daily = { kind: 'repeat', every: 'DAY', start: '2026-01-01T02:00', timezone: zone } as const;
    await unwrap(createWindow({ client, body: { ...window, name: 'Off', schedule: daily, enabled: false } }));
    await page.goto(`${house.url}/windows`);
    const row = (name: string) => page.getByRole('row').filter({ has: page.getByText(name, { exact: true }) });
    await row('Off').getByText('not while it is turned off').waitFor();
    await row('Past').getByText('never again').waitFor();
    const jobId = jobPath.split('/').at(-1)!;
    await unwrap(pauseJob({ client, path: { jobId } }));
    await page.goto(`${house.url}/jobs`);
    await row('Look each night').getByText('none while it is paused').waitFor();
    const job = await unwrap(resumeJob({ client, path: { jobId } }));
    expect(job.state).toBe('ACTIVE');
  });

  it('is made also where the console is served without HTTPS', async () => {
    const { page, close } = await openPage(browser, { locale: 'en-GB' });
    const plain = (url: string) => url.replace(/^http:\/\/[^/:]+/, `http://${PLAIN_HOST}`);
    await page.goto(plain((await unwrap(createSignInLink({ client }))).url));
    await page.goto(plain(`${house.url}/jobs/new`));
    expect(await page.evaluate(() => window.isSecureContext)).toBe(false);
    await page.getByRole('button', { name: 'Canary, 10 %, the rest' }).click();
    await page.getByRole('heading', { name: 'Wave 3' }).waitFor();
    await page.goto(plain(house.url + jobPath));
    await page.getByRole('button', { name: 'Run now' }).click();
    await page.getByRole('dialog', { name: /^Run / }).waitFor();
    await close();
  });

  it.each([
    { locale: 'en-GB', colorScheme: 'light', width: 1440 },
    { locale: 'fr-FR', colorScheme: 'dark', width: 400 },
  ] as const)('is accessible and fits in $locale, $colorScheme, $width', async ({ locale, colorScheme, width }) => {
    const { page, complaints, close } = await openPage(browser, { locale, colorScheme, timezoneId: zone });
    await page.setViewportSize({ width, height: 900 });
    const { url } = await unwrap(createSignInLink({ client }));
    await page.goto(url);
    const instancePath = `/instances/${agents[0]!.instanceId}`;
    const pages = ['/jobs', jobPath, `${jobPath}/edit`, '/calendar', workPath];
    const more = [
      '/windows',
      '/quorum-sets',
      '/power-providers',
      `${instancePath}?tab=upkeep`,
      `${instancePath}?tab=changes`,
    ];
    for (const path of [...pages, ...more]) {
      await page.goto(house.url + path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForLoadState('networkidle');
      const widerBy = await page.evaluate(() => globalThis.document.documentElement.scrollWidth - window.innerWidth);
      expect({ path, widerBy, faults: await accessibilityFaults(page) }).toEqual({ path, widerBy: 0, faults: [] });
    }
    expect(complaints).toEqual([]);
    await close();
  });
});
