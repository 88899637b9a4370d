import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Acme, auditEvent, auditLog, startAcme } from '../support/acme.ts';
import { describeInChromium, launchChromium, openTab } from '../support/chromium.ts';

describeInChromium('GraphiQL in Chromium', () => {
  let acme: Acme;
  let browser: Browser;

  beforeAll(async () => {
    acme = await startAcme({
      coder: { auditLogs: [auditLog(1)] },
      bindplane: { events: [auditEvent(1)] },
    });
    browser = await launchChromium();
  });

  afterAll(async () => {
    await browser.close();
    await acme.close();
  });

  it('is where a browser is led, and runs its first example', async () => {
    const { page, complaints, strayRequests } = await openTab(browser, acme.gateway.url);

    await page.getByRole('button', { name: /^Execute query/ }).click();
    const result = page.getByRole('region', { name: 'Result Window' });
    await result.getByText('dana updated template template-1').waitFor();

    expect(page.url()).toBe(`${acme.gateway.url}/graphql`);
    expect(await result.textContent()).toMatch(/"totalCount":\s2,/);
    expect({ complaints, strayRequests }).toEqual({ complaints: [], strayRequests: [] });
  });

  it('shows the documentation of a field', async () => {
    const { page, complaints, strayRequests } = await openTab(browser, acme.gateway.url);

    await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
    await page.getByRole('link', { name: 'Query', exact: true }).click();
    await page.getByRole('link', { name: 'auditTimeline', exact: true }).click();

    await page.getByText('The entries of both systems in one list, newest first').waitFor();
    expect({ complaints, strayRequests }).toEqual({ complaints: [], strayRequests: [] });
  });
});
