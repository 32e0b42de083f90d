// A connection that is lost: the page says so, comes back by itself and is right again.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startAppliance } from '../lib/appliance.mjs';
import { screenshot, startBrowser } from '../lib/browser.mjs';
import { firstLogin, logIn, rowOf } from '../lib/pages.mjs';

let appliance;
let browser;

before(async () => {
  appliance = await startAppliance();
  browser = await startBrowser(appliance.url);
});

after(async () => {
  await browser?.close();
  await appliance?.stop();
});

test('a lost connection is shown, resumed, and nothing is missed', async (t) => {
  if (!appliance.cli) return t.skip('needs a demo of its own');
  const { page } = browser;
  await firstLogin(page, appliance);
  await page.locator('[data-stream="live"]').waitFor();

  await appliance.end();
  await page.getByText(/Connection lost\. What you see is as it was at/).waitFor();
  await screenshot(page, 'connection-lost');
  await appliance.start();
  await appliance.cli('vm', 'create', 'while-away');
  const tryNow = page.getByRole('button', { name: 'Try now' });
  if (await tryNow.isVisible()) await tryNow.click().catch(() => {});
  await page.locator('[data-stream="live"]').waitFor({ timeout: 30_000 });
  await rowOf(page, 'while-away').waitFor();
  await page.getByText(/Connection lost/).waitFor({ state: 'hidden' });

  browser.watch.allow(/WebSocket connection|ERR_CONNECTION|ERR_EMPTY|status of 50/); // the loss itself
  assert.deepEqual(browser.watch.problems, []);
});

test('a session that has ended leads to the login, and the login back', async () => {
  const { page, context, watch } = browser;
  await context.clearCookies();
  await page.getByRole('link', { name: 'Node' }).click();
  await page.getByText('Your session has ended').waitFor();
  await screenshot(page, 'session-ended');
  await logIn(page);
  await page.getByRole('heading', { name: 'Hypervisor' }).waitFor();

  watch.allow(/status of 401/);
  assert.deepEqual(watch.problems, []);
});
