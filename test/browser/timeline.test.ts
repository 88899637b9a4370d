import type { Browser, Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type Acme,
  auditEvent,
  auditLog,
  bindplaneKey,
  coderToken,
  owner,
  startAcme,
} from '../support/acme.ts';
import { describeInChromium, launchChromium, openTab } from '../support/chromium.ts';
import type { Tab } from '../support/chromium.ts';
import { buildExamplePage, serveExamplePage } from '../support/example-page.ts';
import type { BuiltPage, ServedPage } from '../support/example-page.ts';
import { startGateway } from '../support/gateway.ts';

/** One row a minute for 35 hours; every tenth minute an event of Bindplane. */
const auditLogs = Array.from({ length: 2100 }, (_, minutes) =>
  auditLog(minutes, {
    time: minutesAgo(minutes),
    ...(minutes % 1000 === 7 && { action: 'delete', user_id: owner.id, status_code: 403 }),
    ...(minutes === 0 && {
      diff: {
        display_name: { old: 'Edge', new: 'Edge West', secret: false },
        api_token: { old: null, new: null, secret: true },
      },
    }),
  }),
);
const events = Array.from({ length: 210 }, (_, number) =>
  auditEvent(number, { timestamp: minutesAgo(number * 10), resourceName: `source-${number}` }),
);

function minutesAgo(minutes: number): string {
  return new Date(Date.UTC(2026, 2, 1, 11, 59 - minutes)).toISOString();
}

let built: BuiltPage;

beforeAll(async () => {
  built = await buildExamplePage();
});

afterAll(() => built.remove());

describe('the example page', () => {
  it('is built to ask nobody but its own server', async () => {
    const hosts = (await built.text()).match(/(?<=https?:\/\/)[\w.-]+/g);

    // The name of the vocabulary of SVG is no address.
    expect(new Set(hosts)).toEqual(new Set(['www.w3.org']));
  });

  it('is built to be served at any path, beside its gateway', async () => {
    const text = await built.text();

    expect(text).toMatch(/<script[^>]* src="\.\/assets\//);
    expect(text).not.toMatch(/["'`(]\/(assets|graphql)\b/);
  });
});

describeInChromium('the example page in Chromium', () => {
  let acme: Acme;
  let served: ServedPage;
  let browser: Browser;
  let tab: Tab;

  beforeAll(async () => {
    acme = await startAcme({ coder: { auditLogs }, bindplane: { events } });
    served = await serveExamplePage(built, acme.gateway.url);
    browser = await launchChromium();
  });

  beforeEach(async () => {
    tab = await openTab(browser, served.url);
  });

  afterEach(async () => {
    const { complaints, strayRequests, context } = tab;
    await context.close();
    acme.coder.faults.clear();
    acme.bindplane.faults.clear();
    expect({ complaints, strayRequests }).toEqual({ complaints: [], strayRequests: [] });
  });

  afterAll(async () => {
    await browser.close();
    await served.close();
    await acme.close();
  });

  const summaries = (): Locator => tab.page.locator('summary span');
  const count = (): Locator => tab.page.locator('.count');

  async function scrollUntil(isFarEnough: () => Promise<boolean>): Promise<void> {
    const scroll = async () => {
      await tab.page.mouse.wheel(0, 2000);
      return isFarEnough();
    };
    await expect.poll(scroll).toBe(true);
  }

  it('shows the newest entries and an honest count', async () => {
    await count().getByText('2,000+ entries').waitFor();

    expect(await tab.page.locator('h2').first().textContent()).toBe('Sunday, 1 March 2026');
    expect(await tab.page.locator('time').first().textContent()).toBe('12:59:00');
    expect((await summaries().allTextContents()).slice(0, 3)).toEqual([
      'dana updated template template-0',
      'Dana Reyes modified source source-0 in edge-prod, version 7',
      'dana updated template template-1',
    ]);
  });

  it('brings older entries while it is scrolled, each once', async () => {
    await scrollUntil(async () => (await summaries().count()) > 150);

    const texts = await summaries().allTextContents();
    const names = texts.map((text) => /(?:template|source)-\d+/.exec(text)?.[0]);
    const expected = auditLogs.flatMap((_log, minutes) =>
      minutes % 10 === 0
        ? [`template-${minutes}`, `source-${minutes / 10}`]
        : [`template-${minutes}`],
    );
    expect(names).toEqual(expected.slice(0, names.length));
  });

  it('keeps to the chips that are chosen', async () => {
    await tab.page.getByLabel('Delete').check();
    await count().getByText('3 entries').waitFor();

    expect(await summaries().allTextContents()).toEqual([
      expect.stringContaining('template-7'),
      expect.stringContaining('template-1007'),
      expect.stringContaining('template-2007'),
    ]);
    expect(await tab.page.locator('mark').first().textContent()).toBe('failed, 403');
    expect(new URL(tab.page.url()).search).toBe('?type=DELETE');
  });

  it('keeps to a person, named by e-mail or username', async () => {
    const who = tab.page.getByLabel('Who');
    await who.fill('olga');
    await who.press('Enter');
    await count().getByText('3 entries').waitFor();
    const byUsername = await summaries().allTextContents();
    await who.fill('OLGA@example.com');
    await who.press('Enter');
    await tab.page.waitForURL(/OLGA%40example.com/);
    await summaries().nth(2).waitFor();

    expect(byUsername).toHaveLength(3);
    expect(await summaries().allTextContents()).toEqual(byUsername);
    const note = tab.page.locator('.notice.quiet');
    expect(await note.textContent()).toMatch(/^Bindplane: .*NO_ACCOUNT$/);
  });

  it('says at the field that nobody has this name', async () => {
    const who = tab.page.getByLabel('Who');
    await who.fill('nobody');
    await who.press('Enter');
    await tab.page.getByRole('alert').getByText('Nobody of this name is known').waitFor();

    expect(await who.getAttribute('aria-invalid')).toBe('true');
    expect(await summaries().count()).toBe(0);
  });

  it('keeps to the days that are chosen', async () => {
    await tab.page.getByLabel('From').fill('2026-02-28');
    await tab.page.getByLabel('To', { exact: true }).fill('2026-02-28');
    await count().getByText(/^1,/).waitFor();

    // 23:59 on that day in Berlin is 22:59 UTC: 13 hours before noon.
    expect(await summaries().first().textContent()).toContain('template-780');
    expect(await count().textContent()).toBe('1,452 entries');
  });

  it('says when nothing fits', async () => {
    await tab.page.getByLabel('Pause').check();

    await tab.page.getByText('No entry fits these filters.').waitFor();
    expect(await count().textContent()).toBe('0 entries');
  });

  it('opens an entry by keyboard and shows what it changed', async () => {
    await summaries().first().waitFor();
    await tab.page.locator('summary').first().focus();
    await tab.page.keyboard.press('Enter');

    const rows = tab.page.locator('tbody tr');
    await rows.first().waitFor();
    expect(await rows.allInnerTexts()).toEqual([
      'api_token\tchanged; the values are secret',
      'display_name\tEdge\tEdge West',
    ]);
  });

  it('opens an event and shows the version of its configuration', async () => {
    await tab.page.getByText('source source-0 in edge-prod').click();

    const facts = tab.page.locator('dl');
    await facts.waitFor();
    expect(await facts.innerText()).toMatch(/Configuration\s+edge-prod\s+Version\s+7/);
    expect(await facts.innerText()).toContain('Dana Reyes Dana.Reyes@example.com');
  });

  it('says which system is down, and when it is back', async () => {
    acme.bindplane.faults.rule(() => ({ kind: 'status', status: 503 }));
    await tab.page.reload();
    await tab.page.getByText('Bindplane is missing from here on.').waitFor();
    await summaries().nth(24).waitFor();
    expect((await summaries().allTextContents()).join()).not.toContain('source-');

    acme.bindplane.faults.clear();
    await scrollUntil(() => tab.page.getByText('Bindplane is back.').isVisible());
    await tab.page.getByText('source source-0 in edge-prod').waitFor();
  });

  it('offers to ask again for what is not there yet', async () => {
    acme.bindplane.faults.rule(() => ({ kind: 'status', status: 503 }));
    await tab.page.goto(`${served.url}?type=DELETE`);
    const again = tab.page.getByRole('button', { name: 'Ask again' });
    await again.waitFor();
    acme.bindplane.faults.clear();

    // The gateway leaves alone for some seconds what has failed often.
    const end = tab.page.getByText('That is all.');
    await expect
      .poll(
        async () => {
          if (await again.isVisible()) await again.click();
          return end.isVisible();
        },
        { interval: 250 },
      )
      .toBe(true);
    expect(await summaries().count()).toBe(3);
  });

  it('offers to try again when no system answers', async () => {
    for (const { faults } of [acme.coder, acme.bindplane]) {
      faults.rule(() => ({ kind: 'status', status: 404 }));
    }
    await tab.page.reload();
    await tab.page.getByRole('alert').getByText('UPSTREAM_BAD_RESPONSE').waitFor();
    for (const { faults } of [acme.coder, acme.bindplane]) faults.clear();

    await tab.page.getByRole('button', { name: 'Try again' }).click();

    await summaries().first().waitFor();
    expect(await tab.page.getByRole('alert').allTextContents()).toEqual(['', '']);
  });

  it('looks further when a page comes back empty', async () => {
    const frugal = await startGateway({
      coder: { url: acme.coder.url, token: coderToken },
      bindplane: { url: acme.bindplane.url, token: bindplaneKey },
      config: { scanBudgetCalls: 1 },
    });
    const searched = await serveExamplePage(built, frugal.url);
    const { page } = await openTab(browser, `${searched.url}?type=RESUME&source=BINDPLANE`);
    const reached = page.getByText(/^Nothing more down to /);
    const first = await reached.textContent();

    await page.getByRole('button', { name: 'Look further' }).click();

    await expect.poll(() => reached.textContent()).not.toBe(first);
    await searched.close();
    await frugal.close();
  });
});
