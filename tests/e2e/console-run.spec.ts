import { createSignInLink, listWorkRequests, registerDocument, unwrap, updateInstance } from '@rustine/sdk';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultAtFocus } from './harness/fault-at-focus.ts';
import { enrollByHand, type HandAgent } from './harness/hand-agent.ts';
import { accessibilityFaults, hasBrowser, openBrowser, openPage, type WatchedPage } from './harness/open-browser.ts';
import { openHouse, type House } from './harness/open-house.ts';

if (!hasBrowser) console.log('skipped: the console is tested in Chromium, and /usr/bin/chromium is not there');

const document = (word: string) =>
  JSON.stringify({
    schemaVersion: '2.2',
    description: 'Says something to somebody.',
    parameters: {
      who: { type: 'String', description: 'Who is spoken to.', allowedPattern: '^[a-z]+$' },
      tone: { type: 'String', default: 'kind', allowedValues: ['kind', 'stern'] },
      words: { type: 'StringList', default: ['good', 'day'] },
    },
    mainSteps: [{ name: 'say', action: 'aws:runShellScript', inputs: { runCommand: [`echo ${word} {{ who }}`] } }],
  });

describe.skipIf(!hasBrowser)('running a document in the console', () => {
  let house: House;
  let agents: HandAgent[];
  let browser: Browser;
  let watched: WatchedPage;

  beforeAll(async () => {
    if (!hasBrowser) return;
    house = await openHouse();
    await house.startServer();
    agents = [await enrollByHand(house), await enrollByHand(house)];
    const client = await house.client();
    for (const [index, { instanceId }] of agents.entries()) {
      await unwrap(updateInstance({ client, path: { instanceId }, body: { displayName: `web-${index + 1}` } }));
    }
    for (const word of ['hello', 'goodbye']) {
      await unwrap(registerDocument({ client, body: { name: 'Say-It', content: document(word) } }));
    }
    browser = await openBrowser();
    watched = await openPage(browser, { locale: 'en-GB' });
    const { url } = await unwrap(createSignInLink({ client }));
    await watched.page.goto(url);
  });

  afterAll(async () => {
    if (!hasBrowser) return;
    await browser.close();
    await house[Symbol.asyncDispose]();
  });

  it('leads from the document, its parameters and changes through the form to the work request', async () => {
    const { page } = watched;
    await page.goto(`${house.url}/documents`);
    await page.getByRole('link', { name: 'Say-It' }).click();
    await page.getByRole('heading', { level: 1, name: 'Say-It' }).waitFor();
    await page.getByRole('cell', { name: 'Who is spoken to.' }).waitFor();
    // Version 2 is the newest; 1 is the default, and shown.
    await page.getByText('+echo hello {{ who }}').waitFor();
    await page.getByRole('main').getByRole('link', { name: 'Run' }).click();
    const start = page.getByRole('button', { name: 'Run', exact: true });
    await page.getByRole('textbox', { name: 'who' }).fill('Ada');
    await page.getByText('It has to match ^[a-z]+$').waitFor();
    await page.getByRole('textbox', { name: 'who' }).fill('ada');
    expect(await start.isDisabled()).toBe(true);
    await page.getByText('All', { exact: true }).click();
    await page.getByRole('combobox', { name: 'tone' }).selectOption('stern');
    await page.getByRole('textbox', { name: 'At the same time' }).fill('many');
    await start.click();
    expect(await faultAtFocus(page)).toMatch(/^At the same time: a whole number/);
    await page.getByRole('textbox', { name: 'At the same time' }).fill('1');
    await page.getByRole('textbox', { name: 'Comment' }).fill('a try');
    await start.click();
    await page.getByRole('heading', { level: 1, name: 'Say-It' }).waitFor();
    await page.getByText('1 at the same time, 0 errors borne').waitFor();
    await page.getByText('a try').waitFor();
    const client = await house.client();
    const { items } = await unwrap(listWorkRequests({ client }));
    expect(items).toMatchObject([{ documentVersion: 1, maxConcurrency: '1', waiting: 1, counts: { PENDING: 2 } }]);
  });

  it('cancels one instance that waits, and retries what failed', async () => {
    const { page } = watched;
    const waiting = page.getByRole('row').filter({ hasText: 'In line' });
    const name = (await waiting.getByRole('link').textContent())!;
    await waiting.getByRole('button', { name: `Cancel on ${name}` }).click();
    await page.getByRole('button', { name: 'Cancel it' }).click();
    await page.getByRole('row').filter({ hasText: name }).getByText('Canceled', { exact: true }).waitFor();
    const other = agents[name === 'web-1' ? 1 : 0]!;
    const invocationId = await other.accept();
    await other.tell(invocationId, { type: 'finished', state: 'FAILED', message: 'no', rebootRequired: null });
    await page.getByRole('button', { name: 'Retry on 1 instance' }).click();
    await page.getByText('Retry of').waitFor();
    const { items } = await unwrap(listWorkRequests({ client: await house.client() }));
    expect(items).toMatchObject([
      { retryOf: items[1]!.id, counts: { PENDING: 1 } },
      { counts: { CANCELED: 1, FAILED: 1 } },
    ]);
  });

  it.each([
    { locale: 'en-GB', colorScheme: 'light', width: 1440 },
    { locale: 'fr-FR', colorScheme: 'dark', width: 390 },
  ] as const)('is accessible and fits in $locale, $colorScheme, $width', async ({ locale, colorScheme, width }) => {
    const { page, complaints, close } = await openPage(browser, { locale, colorScheme });
    await page.setViewportSize({ width, height: 900 });
    const { url } = await unwrap(createSignInLink({ client: await house.client() }));
    await page.goto(url);
    for (const path of ['/documents', '/documents/Say-It?version=2', '/run?document=Say-It', '/run']) {
      await page.goto(house.url + path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForLoadState('networkidle');
      const widerBy = await page.evaluate(() => globalThis.document.documentElement.scrollWidth - window.innerWidth);
      expect({ path, widerBy, faults: await accessibilityFaults(page) }).toEqual({ path, widerBy: 0, faults: [] });
    }
    const { items } = await unwrap(listWorkRequests({ client: await house.client() }));
    await page.goto(`${house.url}/work-requests/${items.at(-1)!.id}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForLoadState('networkidle');
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });
});
