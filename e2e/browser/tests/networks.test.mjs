// Networks: make one by its name, see who is on which, keep an address, stop one that VMs need.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startAppliance } from '../lib/appliance.mjs';
import { screenshot, startBrowser } from '../lib/browser.mjs';
import { firstLogin, operationEnds } from '../lib/pages.mjs';

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

test('networks', async (t) => {
  const { page, watch } = browser;
  const card = (name) => page.locator(`[data-network="${name}"]`);
  const choose = async (name, entry) => {
    await page.getByRole('button', { name: `Actions of ${name}` }).click();
    await page.getByRole('menuitem', { name: entry }).click();
  };
  await firstLogin(page, appliance);
  await page.getByRole('link', { name: 'Networks' }).click();

  await t.test('the list says who is on a network, and what the host has', async () => {
    await card('default').getByText('Running').waitFor();
    await card('default').getByRole('link').first().waitFor();
    await page.getByRole('table', { name: 'Leases' }).getByText('192.168.122.').first().waitFor();
    await page.getByRole('table', { name: 'Bridges and network cards of the host' }).getByText('br0').first().waitFor();
  });

  await t.test('a NAT network needs nothing but a name', async () => {
    await page.getByRole('button', { name: 'New network' }).click();
    await page.getByLabel('Name', { exact: true }).fill('lab');
    await screenshot(page, 'network-create');
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    await operationEnds(page, 'Make network');
    await card('lab').getByText('No VM is on it').waitFor();
    await card('lab').locator('button[aria-pressed]').click();
    await page.getByRole('heading', { name: 'lab' }).waitFor();
    await page.getByText('DHCP gave out no address yet').waitFor();
  });

  await t.test('what the server finds wrong is told at its field', async () => {
    await page.getByRole('button', { name: 'New network' }).click();
    await page.getByLabel('Name', { exact: true }).fill('wan');
    await page.getByLabel('Mode').selectOption('routed');
    await page.locator('input[name="address"]').fill('192.168.122.1/24');
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    await page.locator('input[name="address"][aria-invalid="true"], [role="alert"]').first().waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    watch.allow(/status of 4(00|09)/);
  });

  await t.test('an address is kept for who has it', async () => {
    await card('default').locator('button[aria-pressed]').click();
    const row = page.getByRole('table', { name: 'Leases' }).getByRole('row').nth(1);
    const address = await row.getByRole('cell').first().locator('span').first().textContent();
    await row.getByRole('button', { name: 'Keep' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Keep' }).click();
    await operationEnds(page, 'Keep an address');
    await page.getByRole('button', { name: `Change ${address}` }).waitFor();
  });

  await t.test('stopping names the VMs that lose their link', async () => {
    await choose('default', 'Stop…');
    await page.getByRole('dialog').getByText(/run on network default: /).waitFor();
    await screenshot(page, 'network-stop');
    watch.allow(/status of 409/); // the question whether it may
    await page.getByRole('button', { name: 'Stop all the same' }).click();
    await card('default').getByText('Stopped').waitFor();
    await choose('default', 'Start');
    await card('default').getByText('Running').waitFor();
  });

  await t.test('one that nobody is on goes without force', async () => {
    await choose('lab', 'Delete…');
    await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
    await card('lab').waitFor({ state: 'detached' });
  });

  assert.deepEqual(watch.problems, []);
});
