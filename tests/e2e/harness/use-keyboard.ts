import type { Page } from 'playwright-core';

type Role = 'button' | 'combobox' | 'radio' | 'textbox';

/** Walks with the Tab key until the focus is on what has this name, and fails where it never comes. */
export async function tabTo(page: Page, role: Role, name: string, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  const wanted = page.getByRole(role, { name, exact: true });
  for (let step = 0; step < 120; step += 1) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`The ${key} key never came to ${role} ${name}.`);
}

/** Replaces what stands in a text field. */
export async function type(page: Page, name: string, text: string): Promise<void> {
  await tabTo(page, 'textbox', name);
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type(text);
}

/** A native select is told what to choose by typing the beginning of it. */
export async function choose(page: Page, name: string, text: string): Promise<void> {
  await tabTo(page, 'combobox', name);
  // What there is to choose from is read from the server.
  const chosen = page
    .getByRole('combobox', { name, exact: true })
    .locator('option', { hasText: new RegExp(`^${text}`) });
  await chosen.first().waitFor({ state: 'attached' });
  await page.keyboard.type(text);
}
