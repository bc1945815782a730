import { createSignInLink, getInstancePower, listPowerProviders, unwrap, updateInstance } from '@rustine/sdk';
import type { RustineClient } from '@rustine/sdk';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultAtFocus } from './harness/fault-at-focus.ts';
import { enrollByHand } from './harness/hand-agent.ts';
import { accessibilityFaults, hasBrowser, openBrowser, openPage, type WatchedPage } from './harness/open-browser.ts';
import { openHouse, type House } from './harness/open-house.ts';

if (!hasBrowser) console.log('skipped: the console is tested in Chromium, and /usr/bin/chromium is not there');

describe.skipIf(!hasBrowser)('power in the console', () => {
  let house: House;
  let client: RustineClient;
  let instanceId: string;
  let browser: Browser;
  let watched: WatchedPage;

  beforeAll(async () => {
    if (!hasBrowser) return;
    house = await openHouse();
    await house.startServer();
    client = await house.client();
    ({ instanceId } = await enrollByHand(house));
    await unwrap(updateInstance({ client, path: { instanceId }, body: { displayName: 'db-1' } }));
    browser = await openBrowser();
    watched = await openPage(browser, { locale: 'en-GB', timezoneId: 'Europe/Paris' });
    const { url } = await unwrap(createSignInLink({ client }));
    await watched.page.goto(url);
  });

  afterAll(async () => {
    if (!hasBrowser) return;
    await browser.close();
    await house[Symbol.asyncDispose]();
  });

  const settings = async () => (await unwrap(listPowerProviders({ client }))).items.map((each) => each.settings);

  it('has a provider made, which says at its field what is wrong', async () => {
    const { page } = watched;
    await page.goto(`${house.url}/power-providers`);
    await page.getByRole('button', { name: 'Ask about silent machines' }).click();
    await page.getByText('Asked about 0: 0 are off, 0 run, 0 gave no answer.').waitFor();
    await page.getByRole('button', { name: 'New provider' }).click();
    const form = page.getByRole('dialog', { name: 'New power provider' });
    const create = form.getByRole('button', { name: 'Create' });
    await form.getByRole('textbox', { name: 'Name', exact: true }).fill('rack-1');
    await form.getByRole('combobox', { name: 'Kind' }).selectOption('Redfish');
    expect(await create.isDisabled()).toBe(true);
    const address = form.getByRole('textbox', { name: 'Address of the controller' });
    await address.fill('not an address');
    await form.getByRole('textbox', { name: 'User name' }).fill('patcher');
    await form.getByRole('textbox', { name: 'Parameter with the password' }).fill('/bmc/password');
    await form.getByRole('textbox', { name: 'Time to start (seconds)' }).fill('900');
    await create.click();
    await form.getByRole('alert').getByText('The field that it is about is marked.').waitFor();
    expect(await faultAtFocus(page)).toMatch(/^Address of the controller: .*\burl\b/i);
    expect(await accessibilityFaults(page)).toEqual([]);
    await address.fill('https://10.0.0.7');
    await address.press('Enter');
    await page.getByRole('cell', { name: 'https://10.0.0.7' }).waitFor();
    await form.waitFor({ state: 'detached' });
    expect(await settings()).toMatchObject([
      { kind: 'redfish', passwordParameter: '/bmc/password', startSeconds: 900, stopSeconds: 600, verifyTls: true },
    ]);
  });

  it('says in French what an error means, with the words of the server marked as English', async () => {
    const { page, close } = await openPage(browser, { locale: 'fr-FR' });
    const { url } = await unwrap(createSignInLink({ client }));
    await page.goto(url);
    await page.goto(`${house.url}/power-providers`);
    await page.getByRole('button', { name: 'Nouveau fournisseur' }).click();
    const form = page.getByRole('dialog');
    await form.getByRole('textbox', { name: 'Nom', exact: true }).fill('rack-2');
    await form.getByRole('combobox', { name: 'Genre' }).selectOption('Redfish');
    const address = form.getByRole('textbox', { name: 'Adresse du contrôleur' });
    await address.fill('not an address');
    await form.getByRole('textbox', { name: 'Nom d’utilisateur' }).fill('patcher');
    await form.getByRole('textbox', { name: 'Paramètre avec le mot de passe' }).fill('/bmc/password');
    await address.press('Enter');
    const alert = form.getByRole('alert', { name: 'Quelque chose dans ce qui a été saisi ne va pas.' });
    await alert.waitFor();
    await alert.getByText('Le champ concerné est signalé.').waitFor();
    expect(await form.locator('[lang="en"]').allInnerTexts()).toEqual([expect.stringMatching(/\burl\b/i)]);
    expect(await form.locator('[id$="-error"] [lang="en"]').count()).toBe(1);
    await close();
  });

  it('gives the focus back to the button that a dialog was opened with', async () => {
    const { page } = watched;
    const edit = page.getByRole('button', { name: 'Edit rack-1' });
    await edit.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: 'Name', exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.locator('button:focus').waitFor();
    expect(await edit.evaluate((button) => button === document.activeElement)).toBe(true);
  });

  it('has it changed, and keeps what was not', async () => {
    const { page } = watched;
    await page.getByRole('button', { name: 'Edit rack-1' }).click();
    const form = page.getByRole('dialog', { name: 'Edit rack-1' });
    expect(await form.getByRole('combobox', { name: 'Kind' }).isDisabled()).toBe(true);
    await form.getByRole('combobox', { name: 'Certificate' }).selectOption('is trusted unseen');
    await form.getByRole('button', { name: 'Save' }).click();
    await form.waitFor({ state: 'detached' });
    expect(await settings()).toMatchObject([{ url: 'https://10.0.0.7', verifyTls: false, startSeconds: 900 }]);
  });

  it('binds an instance to it, and takes it away again before it can be deleted', async () => {
    const { page } = watched;
    const remove = async () => {
      await page.goto(`${house.url}/power-providers`);
      await page.getByRole('button', { name: 'Delete rack-1' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    };
    const bound = async () => (await unwrap(getInstancePower({ client, path: { instanceId } }))).binding;
    const upkeep = `${house.url}/instances/${instanceId}?tab=upkeep`;
    await page.goto(upkeep);
    await page.getByRole('button', { name: 'Bind to a provider' }).click();
    await page.getByRole('textbox', { name: 'Name of the machine there' }).fill('437XR1138R2');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.getByText('437XR1138R2').waitFor();
    expect(await bound()).toMatchObject({ providerName: 'rack-1', ref: '437XR1138R2', leaveOn: false });
    await page.getByRole('button', { name: 'Bind otherwise' }).click();
    await page.getByRole('textbox', { name: 'Name of the machine there' }).fill('not a system');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.getByRole('alert').getByText('The field that it is about is marked.').waitFor();
    expect(await faultAtFocus(page)).toContain('Name of the machine there: not a system is not the id of a system');
    await page.getByRole('textbox', { name: 'Name of the machine there' }).fill('System.Embedded.1');
    await page.getByRole('checkbox', { name: 'Leave it on after runs that woke it' }).check();
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.getByText('System.Embedded.1').waitFor();
    expect(await bound()).toMatchObject({ providerName: 'rack-1', ref: 'System.Embedded.1', leaveOn: true });
    await remove();
    await page.getByRole('alert').getByText('rack-1 switches 1 instance').waitFor();
    await page.goto(upkeep);
    await page.getByRole('button', { name: 'Unbind' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Unbind' }).click();
    await page.getByText('No provider switches this machine on and off.').waitFor();
    expect(await bound()).toBe(null);
    await remove();
    await page.getByText('There is no power provider').waitFor();
    expect(await settings()).toEqual([]);
  });

  it.each([
    { locale: 'en-GB', colorScheme: 'light', width: 1440, open: 'New provider' },
    { locale: 'fr-FR', colorScheme: 'dark', width: 390, open: 'Nouveau fournisseur' },
  ] as const)('asks for each kind accessibly in $locale, $colorScheme, $width', async (how) => {
    const { locale, colorScheme, width, open } = how;
    const { page, complaints, close } = await openPage(browser, { locale, colorScheme });
    await page.setViewportSize({ width, height: 900 });
    const { url } = await unwrap(createSignInLink({ client }));
    await page.goto(url);
    await page.goto(`${house.url}/power-providers`);
    await page.getByRole('button', { name: open }).click();
    const kinds = page.getByRole('dialog').getByRole('combobox').first();
    for (const kind of ['ec2', 'oci', 'libvirt', 'redfish', 'ipmi', 'wake-on-lan', 'exec']) {
      await kinds.selectOption(kind);
      const widerBy = await page.evaluate(() => globalThis.document.documentElement.scrollWidth - window.innerWidth);
      expect({ kind, widerBy, faults: await accessibilityFaults(page) }).toEqual({ kind, widerBy: 0, faults: [] });
    }
    expect(complaints).toEqual([]);
    await close();
  });
});
