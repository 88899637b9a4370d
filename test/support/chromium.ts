import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { describe } from 'vitest';
import { patience } from './eventually.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome'];

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const executablePath = process.env['CHROMIUM_PATH'] || findInPath();

function findInPath(): string | undefined {
  const folders = process.env['PATH']?.split(delimiter) ?? [];
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Where no Chromium is installed, its tests are left out, and that is said. */
export const describeInChromium = executablePath === undefined ? leaveOut : describe;

function leaveOut(name: string, tests: () => void): void {
  const reason = 'left out: there is no Chromium in PATH, and CHROMIUM_PATH is not set';
  process.stderr.write(`${name}: ${reason}\n`);
  describe.skip(`${name} (${reason})`, tests);
}

/** A new browser with an empty profile. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: executablePath!, args: flags, timeout: patience });
}

export interface Tab {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What its console complained of, uncaught exceptions and refused requests included. */
  readonly complaints: readonly string[];
  /** The addresses it asked elsewhere. */
  readonly strayRequests: readonly string[];
}

/** Opens an address in a tab of its own, in one zone and language on every machine. */
export async function openTab(browser: Browser, url: string): Promise<Tab> {
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/Berlin' });
  const page = await context.newPage();
  page.setDefaultTimeout(patience);
  const complaints: string[] = [];
  const strayRequests: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    const address = new URL(request.url());
    if (/^(?:https?|wss?):$/.test(address.protocol) && address.host !== new URL(url).host) {
      strayRequests.push(address.href);
    }
  });
  await page.goto(url);
  return { page, context, complaints, strayRequests };
}
