// The hardware of a VM: what is added and changed, what holds now and what waits for the next start.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startAppliance } from '../lib/appliance.mjs';
import { screenshot, startBrowser } from '../lib/browser.mjs';
import { firstLogin, operationEnds, rowOf } from '../lib/pages.mjs';

const name = 'web-1';
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

test('hardware', async (t) => {
  const { page, watch } = browser;
  const dialog = page.getByRole('dialog');
  const choose = async (what, entry) => {
    await page.getByRole('button', { name: `Actions of ${what}`, exact: true }).click();
    await page.getByRole('menuitem', { name: entry, exact: true }).click();
  };
  const send = async (button, operation) => {
    await dialog.getByRole('button', { name: button, exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
    await operationEnds(page, operation);
  };
  await firstLogin(page, appliance);
  await rowOf(page, name).getByRole('link', { name }).click();
  await page.getByRole('link', { name: 'Hardware' }).click();
  const disk = (device) => page.locator(`[data-disk="${device}"]`);
  const nic = page.locator('[data-nic]').first();

  await t.test('a disk is added while the VM runs, and the dialog says so before', async () => {
    await page.getByRole('button', { name: 'Add disk' }).click();
    await dialog.getByRole('region', { name: 'What this changes' }).getByText('now').waitFor();
    await screenshot(page, 'hardware-add-disk');
    await send('Add', 'Add disk');
    await disk('vdb').getByText('20 GiB').waitFor();
  });

  await t.test('it is limited, and grows', async () => {
    await choose('vdb', 'I/O limits…');
    await dialog.locator('input[name="iops"]').fill('500');
    await send('Save', 'Change disk');
    await disk('vdb').getByText('Limited').waitFor();
    await choose('vdb', 'Resize…');
    await dialog.getByLabel('Size').fill('30');
    await send('Resize', 'Resize volume');
  });

  await t.test('it goes with its volume', async () => {
    await choose('vdb', 'Remove…');
    await dialog.getByLabel('Delete its volume too').check();
    await send('Remove', 'Remove disk');
    await disk('vdb').waitFor({ state: 'detached' });
  });

  await t.test('a CD-ROM drive comes with the next start, unless it is taken back', async () => {
    await page.getByRole('button', { name: 'Add disk' }).click();
    await dialog.locator('select[name="what"]').selectOption('path');
    await dialog.locator('input[name="path"]').fill('/var/lib/libvirt/images/debian.iso');
    await dialog.getByLabel('It is an ISO').check();
    await send('Add', 'Add disk');
    await disk('sda').getByText('from the next start on').waitFor();
    await page.getByRole('button', { name: 'Do not add sda after all' }).click();
    await disk('sda').waitFor({ state: 'detached' });
  });

  await t.test('a TPM waits for the next start, and the page says so', async () => {
    await page.getByRole('button', { name: 'Change: Devices', exact: true }).click();
    await dialog.getByLabel('TPM').selectOption('tpm-crb');
    await dialog.getByRole('region', { name: 'What this changes' }).getByText('next start').waitFor();
    await send('Save', 'Change hardware');
    await page.getByText('Waiting for the next start').waitFor();
    await screenshot(page, 'hardware-pending');
  });

  await t.test('what waits is shown in its dialog, and can be taken back', async () => {
    await page.getByRole('button', { name: 'Change: Devices', exact: true }).click();
    assert.equal(await dialog.getByLabel('TPM').inputValue(), 'tpm-crb');
    await dialog.getByLabel('TPM').selectOption('None');
    await send('Save', 'Change hardware');
    await page.getByText('Waiting for the next start').waitFor({ state: 'detached' });
  });

  await t.test('an interface gets a firewall, in words', async () => {
    await nic.getByText('No firewall').waitFor();
    const mac = await nic.getAttribute('data-nic');
    await choose(mac, 'Firewall…');
    await dialog.getByLabel('What else comes in').selectOption('drop');
    await dialog.getByRole('button', { name: 'Add rule' }).click();
    await page.getByRole('menuitem', { name: 'Allow web' }).click();
    await dialog.getByText('Accept TCP 80,443 to the guest').waitFor();
    await screenshot(page, 'hardware-firewall');
    await send('Save', 'Set firewall');
    await nic.getByText('Firewall', { exact: true }).waitFor();
    await choose(mac, 'Firewall…');
    await dialog.getByText('Accept TCP 80,443 to the guest').waitFor();
    assert.equal(await dialog.getByLabel('Anti-spoofing').isChecked(), true);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
  });

  await t.test('what cannot be read is told at its field, and is not sent', async () => {
    await page.locator('summary', { hasText: 'Advanced' }).click();
    await page.getByRole('button', { name: 'Change: CPU pins' }).click();
    await dialog.locator('textarea[name="pins"]').fill('0: 1\nnonsense');
    await dialog.getByText('This line cannot be read: “nonsense”').waitFor();
    assert.equal(await dialog.getByRole('button', { name: 'Save' }).isDisabled(), true);
    await dialog.locator('textarea[name="pins"]').fill('0: 1');
    await send('Save', 'Change hardware');
    await page.getByText('0: 1', { exact: true }).waitFor();
  });

  assert.deepEqual(watch.problems, []);
});
