import { existsSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

const executablePath = '/usr/bin/chromium';

/** Debian's own Chromium; the tests that need a browser say so where there is none. */
export const hasBrowser = existsSync(executablePath);

/** Silent towards the outside: nothing but the pages under test. As root it has no sandbox to offer. */
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Another name of this machine that is not trusted like localhost: over HTTP browsers have less there. */
export const PLAIN_HOST = 'rustine.test';

export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath, args: [...args, `--host-resolver-rules=MAP ${PLAIN_HOST} 127.0.0.1`] });
}

export interface WatchedPage {
  readonly page: Page;
  /** What the page complained of so far: console errors, uncaught errors, violations of its policy. */
  readonly complaints: readonly string[];
  readonly close: () => Promise<void>;
}

/** A page of a new visitor, with all that goes wrong on it written down. */
export async function openPage(browser: Browser, options: BrowserContextOptions): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const complaints: string[] = [];
  // In the page this runs before anything else, so no violation is missed.
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (violation) =>
      console.error(`policy violated: ${violation.violatedDirective} ${violation.blockedURI}`),
    );
  });
  const page = await context.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return { page, complaints, close: () => context.close() };
}

/** What axe finds on the page as it stands, one line a violation. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap((violation) => violation.nodes.map((node) => `${violation.id}: ${node.html}`));
}
