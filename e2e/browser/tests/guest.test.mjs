// What runs inside a VM: what its agent says, a command, a freeze, and no agent at all.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startAppliance } from '../lib/appliance.mjs';
import { screenshot, startBrowser } from '../lib/browser.mjs';
import { firstLogin, rowOf } from '../lib/pages.mjs';

let appliance;
let browser;
let page;

before(async () => {
  appliance = await startAppliance();
  browser = await startBrowser(appliance.url);
  page = browser.page;
  await firstLogin(page, appliance);
});

after(async () => {
  await browser?.close();
  await appliance?.stop();
});

const dialog = () => page.getByRole('dialog');
const nothingWrong = () => assert.deepEqual(browser.watch.problems.splice(0), []);

test('the guest says what it is, and runs a command', async (t) => {
  if (!appliance.cli) return t.skip('needs a demo of its own');
  await rowOf(page, 'db-1').getByRole('link', { name: 'db-1' }).click();
  await page.getByRole('link', { name: 'Guest' }).click();
  await page.getByText('Simulated Linux').waitFor();
  await page.getByRole('meter', { name: 'In use at /' }).waitFor();
  await screenshot(page, 'guest');

  await page.getByRole('button', { name: 'Run a command…' }).click();
  await dialog().getByLabel('Command', { exact: true }).fill('uname -a');
  await dialog().getByRole('button', { name: 'Run', exact: true }).click();
  await dialog().getByText('Exit status 0').waitFor();
  await dialog().locator('pre').filter({ hasText: 'Linux db-1' }).waitFor();
  await dialog().getByLabel('Command', { exact: true }).fill('false');
  await dialog().getByRole('button', { name: 'Run', exact: true }).click();
  await dialog().getByText('Exit status 1').waitFor();
  await screenshot(page, 'guest-exec');
  await dialog().getByRole('button', { name: 'Close' }).last().click();
  nothingWrong();
});

test('a password is set, and a refusal is told', async (t) => {
  if (!appliance.cli) return t.skip('needs a demo of its own');
  await page.getByRole('button', { name: 'Set password…' }).click();
  await dialog().getByLabel('New password').fill('a long pass phrase');
  await dialog().getByRole('button', { name: 'Set password', exact: true }).click();
  await dialog().getByText('The password of root is set').waitFor();
  await dialog().getByLabel('Account').fill('nobody-here');
  await dialog().getByLabel('New password').fill('x');
  await dialog().getByRole('button', { name: 'Set password', exact: true }).click();
  await dialog().getByRole('alert').filter({ hasText: 'does not exist' }).waitFor();
  browser.watch.allow(/status of 503/);
  await page.keyboard.press('Escape');
  nothingWrong();
});

test('file systems are frozen and thawed', async (t) => {
  if (!appliance.cli) return t.skip('needs a demo of its own');
  await page.getByRole('button', { name: 'Freeze file systems…' }).click();
  await dialog().getByRole('button', { name: 'Freeze', exact: true }).click();
  await page.getByText('The file systems are frozen').waitFor();
  await screenshot(page, 'guest-frozen');
  await page.getByRole('button', { name: 'Thaw', exact: true }).click();
  await page.getByText('The file systems are frozen').waitFor({ state: 'hidden' });
  await page.getByRole('meter', { name: 'In use at /' }).waitFor();
  nothingWrong();
});

test('without an answer the page says how to get one, and finds it by itself', async (t) => {
  if (!appliance.cli) return t.skip('needs a demo of its own');
  // A simulated guest boots faster than a page is loaded: the answer of one that boots is put in.
  const answer = { code: 'unavailable', detail: 'no agent answers inside the guest', mend: 'install it' };
  await page.route('**/agent', (route) =>
    route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify(answer) }),
  );
  await page.reload();
  await page.getByText('The guest’s agent does not answer').waitFor();
  await page.getByText(/apt install qemu-guest-agent/).waitFor();
  await screenshot(page, 'guest-missing');
  await page.unroute('**/agent');
  await page.getByText('Simulated Linux').waitFor({ timeout: 40_000 });
  browser.watch.allow(/status of 503/);
  nothingWrong();
});
