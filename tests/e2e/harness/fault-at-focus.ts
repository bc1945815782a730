import type { Page } from 'playwright-core';

/** The label of the marked field that took the focus, and what it says is wrong: `Name: it is taken`. */
export async function faultAtFocus(page: Page): Promise<string> {
  const field = page.locator('[aria-invalid="true"]:focus');
  await field.waitFor();
  return field.evaluate((input) => {
    const { labels } = input as HTMLInputElement;
    const ids = (input.getAttribute('aria-describedby') ?? '').split(' ').filter((id) => id.endsWith('-error'));
    const said = ids.map((id) => document.getElementById(id)?.textContent ?? '');
    return `${labels?.[0]?.textContent.replace(/ \*$/, '') ?? ''}: ${said.join(' ')}`;
  });
}
