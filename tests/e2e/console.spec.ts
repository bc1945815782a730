import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { reportColumns, type ReportKind } from '@rustine/contract';
import { createSignInLink, unwrap } from '@rustine/sdk';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { faultAtFocus } from './harness/fault-at-focus.ts';
import { enrollByHand, sha256, type HandAgent } from './harness/hand-agent.ts';
import { accessibilityFaults, hasBrowser, openBrowser, openPage, type WatchedPage } from './harness/open-browser.ts';
import { openHouse, type House } from './harness/open-house.ts';
import { root } from './harness/run-process.ts';

if (!hasBrowser) console.log('skipped: the console is tested in Chromium, and /usr/bin/chromium is not there');

const updates = [
  'openssl,amd64,3.0.15-1~deb12u1,3.0.17-1~deb12u3,SECURITY,,,CVE-2025-9230,Debian-Security:12/stable-security,1400000,false',
  'curl,amd64,7.88.1-10+deb12u8,7.88.1-10+deb12u14,SECURITY,,,CVE-2025-0001 CVE-2025-0002 CVE-2025-0003 CVE-2025-0004 CVE-2025-0005 CVE-2025-0006,Debian-Security:12/stable-security,315000,false',
  'tzdata,all,2024b-0+deb12u1,2025b-0+deb12u2,ENHANCEMENT,,,,Debian:12.12/stable,299000,false',
];

const steps = [
  { name: 'refreshIndexes', action: 'aws:runShellScript' },
  { name: 'listAvailable', action: 'aws:runShellScript' },
];

/** Lets the server answer the page's next such request, and gives the answer to the page only when told to. */
async function holdNextAnswer(page: Page, url: RegExp): Promise<() => void> {
  const answered = Promise.withResolvers<void>();
  const told = Promise.withResolvers<void>();
  await page.route(
    url,
    async (route) => {
      const response = await route.fetch();
      answered.resolve();
      await told.promise;
      await route.fulfill({ response });
    },
    { times: 1 },
  );
  await answered.promise;
  return () => told.resolve();
}

describe.skipIf(!hasBrowser)('the console in Chromium', () => {
  let house: House;
  let agent: HandAgent;
  let browser: Browser;
  let watched: WatchedPage;
  let page: Page;
  let groupPath = '/groups';

  const csv = (kind: ReportKind, invocationId: string, rows: readonly string[]) => {
    const start = `1,${invocationId},${agent.instanceId},hand,2026-11-21T12:00:00Z`;
    const header = reportColumns[kind].map((column) => column.name).join(',');
    return Buffer.from([header, ...rows.map((row) => `${start},${row}`), ''].join('\n'));
  };

  const upload = async (invocationId: string, kind: ReportKind, rows: readonly string[]) => {
    const content = csv(kind, invocationId, rows);
    const grant = await agent.grant(invocationId, kind, content);
    expect((await agent.put(grant, content)).ok).toBe(true);
    expect(await agent.verify(grant.key)).toMatchObject({ verified: true });
    return { kind, key: grant.key, sizeBytes: content.length, sha256: sha256(content) };
  };

  const signIn = async () => {
    const { url } = await unwrap(createSignInLink({ client: await house.client() }));
    await page.goto(url);
    return url;
  };

  const visit = async (locale: string) => {
    watched = await openPage(browser, { locale });
    ({ page } = watched);
    await signIn();
  };

  beforeAll(async () => {
    execFileSync(
      process.execPath,
      [join(root, 'node_modules/vite/bin/vite.js'), 'build', 'apps/web', '--logLevel', 'warn'],
      { cwd: root },
    );
    house = await openHouse();
    await house.startServer();
    agent = await enrollByHand(house);
    browser = await openBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    await house?.[Symbol.asyncDispose]();
  });

  beforeEach(() => visit('en-GB'));
  afterEach(() => watched.close());

  it('signs in with a link once, and explains the way in to a stranger', async () => {
    await page.getByRole('heading', { level: 1, name: 'Fleet' }).waitFor();
    const used = await signIn();
    const stranger = await openPage(browser, { locale: 'en-GB' });
    expect((await stranger.page.goto(used))?.status()).toBe(401);
    await stranger.page.goto(house.url);
    await stranger.page.getByText('npx rustine sign-in').waitFor();
    await stranger.close();
  });

  it('calls an instance that was never scanned unknown, then shows its scan live and what it found', async () => {
    await page.getByRole('link', { name: /^hand-/ }).click();
    await page.getByText('This instance was never scanned').first().waitFor();
    await page.getByText('unknown', { exact: true }).first().waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);

    await page.getByRole('button', { name: 'Scan now' }).click();
    const invocationId = await agent.accept(steps);
    await agent.tell(invocationId, { type: 'step-started', step: 'refreshIndexes' });
    await agent.tell(invocationId, {
      type: 'output',
      step: 'refreshIndexes',
      stream: 'stdout',
      offset: 0,
      text: 'Fetched 9,243 kB\n',
    });
    await page.getByRole('region', { name: 'Output of refreshIndexes' }).getByText('Fetched 9,243 kB').waitFor();
    await page.getByRole('status').getByText('Running').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);

    const done = { state: 'SUCCEEDED', exitCode: 0, message: '', stderrBytes: 0 } as const;
    await agent.tell(invocationId, { type: 'step-finished', step: 'refreshIndexes', stdoutBytes: 17, ...done });
    await agent.tell(invocationId, { type: 'step-started', step: 'listAvailable' });
    await agent.tell(invocationId, { type: 'step-finished', step: 'listAvailable', stdoutBytes: 0, ...done });
    const reports = [
      await upload(invocationId, 'updates-before', ['openssl,3.0.15-1~deb12u1,amd64,openssl,']),
      await upload(invocationId, 'software-inventory', ['openssl,3.0.15-1~deb12u1,amd64,Debian,openssl,,2048']),
    ];
    const ingested = page.getByRole('table', { name: 'Reports' }).getByText('Ingested');
    await ingested.nth(1).waitFor();
    const answerLate = await holdNextAnswer(page, /api\/v1\/reports\?/);
    reports.push(await upload(invocationId, 'available-updates', updates));
    expect((await agent.putManifest(invocationId, reports)).ok).toBe(true);
    await agent.tell(invocationId, { type: 'finished', state: 'SUCCEEDED', message: '', rebootRequired: false });
    await page.getByRole('status').getByText('Succeeded').waitFor();
    answerLate();
    await ingested.nth(2).waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download available-updates as CSV' }).click();
    expect((await download).suggestedFilename()).toMatch(/^available-updates.*\.csv$/);

    await page.getByRole('tab', { name: /Missing updates/ }).click();
    await page.getByRole('table', { name: 'Missing updates' }).getByText('tzdata').waitFor();
    expect(watched.complaints).toEqual([]);
  });

  const openInstance = async () => {
    await page.getByRole('link', { name: /^hand-/ }).click();
    await page.getByRole('table', { name: 'Missing updates' }).waitFor();
  };

  const packages = async () => {
    const rows = await page.getByRole('table', { name: 'Missing updates' }).getByRole('row').allInnerTexts();
    return rows.slice(1).map((row) => row.trim().split(/\s/)[0]);
  };

  it('searches and sorts missing updates, and leads from a CVE to its public record', async () => {
    await openInstance();
    await page.getByRole('button', { name: 'Package' }).click();
    expect(await packages()).toEqual(['curl', 'openssl', 'tzdata']);
    await page.getByRole('button', { name: 'Package' }).click();
    expect(await packages()).toEqual(['tzdata', 'openssl', 'curl']);

    const link = page.getByRole('link', { name: 'CVE-2025-9230' });
    expect(await link.getAttribute('href')).toBe('https://www.cve.org/CVERecord?id=CVE-2025-9230');
    expect(await link.getAttribute('target')).toBe('_blank');
    expect(await link.getAttribute('rel')).toContain('noopener');
    await page.getByRole('button', { name: '+3 more' }).click();
    await page.getByRole('link', { name: 'CVE-2025-0006' }).waitFor();

    await page.getByRole('searchbox', { name: 'Search missing updates' }).fill('cve-2025-9230');
    await page.getByText('curl', { exact: true }).waitFor({ state: 'detached' });
    expect(await packages()).toEqual(['openssl']);
    expect(watched.complaints).toEqual([]);
  });

  it('keeps compartments, groups and labels, and narrows the fleet by them', async () => {
    const dialog = page.getByRole('dialog');
    await page.getByRole('link', { name: 'Compartments' }).click();
    await page.getByRole('button', { name: 'New compartment' }).click();
    await dialog.getByLabel('Name').fill('shop');
    expect(await accessibilityFaults(page)).toEqual([]);
    await dialog.getByLabel('Name').press('Enter');
    await page.getByRole('table', { name: 'Compartments' }).getByText('shop').waitFor();
    await page.getByRole('button', { name: 'New compartment' }).click();
    await dialog.getByLabel('Name').fill('shop');
    await dialog.getByLabel('Name').press('Enter');
    expect(await faultAtFocus(page)).toMatch(
      /^Name: There is a compartment of the name shop in the same place already/,
    );
    await page.keyboard.press('Escape');

    await page.getByRole('link', { name: 'Groups' }).click();
    await page.getByRole('button', { name: 'New group' }).click();
    await dialog.getByLabel('Name').first().fill('production');
    await dialog.getByText('by a rule').click();
    await dialog.getByLabel('Labels').fill('env=prod');
    await dialog.getByLabel('Labels').press('Enter');
    expect(await accessibilityFaults(page)).toEqual([]);
    const system = dialog.getByLabel('Name of the system');
    await system.fill('D'.repeat(201));
    await dialog.getByRole('button', { name: 'Create' }).click();
    expect(await faultAtFocus(page)).toMatch(/^Name of the system: give at most 200 characters/);
    await system.fill('');
    await dialog.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('heading', { level: 1, name: 'production' }).waitFor();
    await page.getByText('No instance meets its rule at the moment.').waitFor();
    groupPath = new URL(page.url()).pathname;

    await page.getByRole('link', { name: 'Fleet' }).click();
    await page.getByRole('link', { name: /^hand-/ }).click();
    await page.getByRole('button', { name: 'Edit' }).click();
    await dialog.getByLabel('Lies in').selectOption({ label: 'shop' });
    await dialog.getByLabel('Labels').fill('nonsense');
    await dialog.getByLabel('Labels').press('Enter');
    await dialog.getByText('Each label is key=value').waitFor();
    await dialog.getByLabel('Labels').press('Backspace');
    await dialog.getByLabel('Labels').fill('env=prod');
    await dialog.getByLabel('Labels').press('Enter');
    expect(await accessibilityFaults(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Save' }).click();
    const facts = page.getByRole('region', { name: 'Facts' });
    await facts.getByRole('link', { name: 'production' }).waitFor();
    await facts.getByText('shop', { exact: true }).waitFor();

    await page.getByRole('link', { name: 'Fleet' }).first().click();
    await page.getByRole('combobox', { name: 'Group' }).selectOption('production');
    await page.getByRole('combobox', { name: 'Label' }).selectOption('env=prod');
    await page.getByRole('combobox', { name: 'Compartment' }).selectOption('shop');
    await page.getByRole('link', { name: /^hand-/ }).waitFor();
    await page.getByRole('combobox', { name: 'Status' }).selectOption('Rebooting');
    await page.getByText('Nothing to show with these filters.').waitFor();
    await page.getByRole('button', { name: 'Clear search and filters' }).click();
    await page.getByRole('link', { name: /^hand-/ }).waitFor();
    // The browser's own words about the two requests that were refused.
    expect(watched.complaints).toEqual([expect.stringContaining('409'), expect.stringContaining('400')]);
  });

  it.each([
    { locale: 'en-GB', colorScheme: 'light', width: 1440, title: 'Fleet' },
    { locale: 'fr-FR', colorScheme: 'dark', width: 1440, title: 'Parc' },
    { locale: 'fr-FR', colorScheme: 'light', width: 390, title: 'Parc' },
  ] as const)(
    'has no fault of access, policy or script on any page ($locale, $colorScheme, $width wide)',
    async (given) => {
      await watched.close();
      await visit(given.locale);
      await page.emulateMedia({ colorScheme: given.colorScheme });
      await page.setViewportSize({ width: given.width, height: 900 });
      await page.getByRole('heading', { level: 1, name: given.title }).waitFor();
      const instance = `/instances/${agent.instanceId}`;
      for (const path of [
        '/',
        instance,
        `${instance}?tab=software`,
        `${instance}?tab=runs`,
        '/groups',
        groupPath,
        '/compartments',
        '/work-requests',
        '/compliance',
        '/nowhere',
      ]) {
        await page.goto(house.url + path);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await page.waitForLoadState('networkidle');
        const widerBy = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect({ path, widerBy, faults: await accessibilityFaults(page) }).toEqual({ path, widerBy: 0, faults: [] });
      }
      expect(watched.complaints).toEqual([]);
    },
  );

  it('keeps the language that the person chose', async () => {
    await page.getByRole('banner').getByText('FR', { exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Parc' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Parc' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('fr');
  });

  it('hands out the compliance report as CSV and JSON', async () => {
    await page.goto(`${house.url}/compliance`);
    for (const format of ['CSV', 'JSON']) {
      const download = page.waitForEvent('download');
      await page.getByRole('button', { name: `Download the report as ${format}` }).click();
      expect((await download).suggestedFilename()).toMatch(new RegExp(`^compliance-.*\\.${format.toLowerCase()}$`));
    }
    await page.getByRole('button', { name: /^Details of hand-/ }).click();
    await page
      .getByRole('list', { name: /^Missing security updates of hand-/ })
      .getByText('curl')
      .waitFor();
    expect(watched.complaints).toEqual([]);
  });

  it('signs out, and shows nothing more', async () => {
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { level: 1, name: 'Sign in to Rustine' }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    expect((await page.goto(house.url))?.status()).toBe(401);
  });
});
