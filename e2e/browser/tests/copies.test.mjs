// A VM's copies: a template and its linked clone, a VM taken out as a file and in again.
import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { startAppliance } from '../lib/appliance.mjs';
import { screenshot, startBrowser } from '../lib/browser.mjs';
import { choose, firstLogin, operationEnds, rowOf } from '../lib/pages.mjs';

const name = 'golden';
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

test('a running VM is not cloned: the dialog says what to do', async (t) => {
  if (!appliance.cli) return t.skip('needs a demo of its own');
  await appliance.cli('vm', 'create', name, '--disk', '1MiB', '--memory', '64MiB');
  await rowOf(page, 'web-1').waitFor();
  await choose(page, 'web-1', 'Clone…');
  await dialog().getByText('The VM is not off').waitFor();
  assert.equal(await dialog().getByRole('button', { name: 'Clone', exact: true }).isDisabled(), true);
  await page.keyboard.press('Escape');
  nothingWrong();
});

test('a template cannot be started, and linked clones are made of it', async (t) => {
  if (!appliance.cli) return t.skip('needs a demo of its own');
  await choose(page, name, 'Make it a template…');
  await dialog().getByRole('button', { name: 'Make template' }).click();
  await rowOf(page, name).getByText('Template').waitFor();
  assert.equal(await rowOf(page, name).getByRole('button', { name: `Start: ${name}` }).count(), 0);
  await rowOf(page, name).getByRole('link', { name }).click();
  await page.getByRole('link', { name: 'Serial console' }).click();
  await page.getByText('This is a template').waitFor();
  await screenshot(page, 'template');

  await page.getByRole('button', { name: 'Clone…' }).click();
  await dialog().getByText(/machine-id/).waitFor();
  assert.equal(await dialog().getByLabel('Disks').inputValue(), 'linked');
  await dialog().getByLabel('Name of the new VM').fill('linked-1');
  await dialog().getByLabel('Give the guest a name').check();
  await dialog().getByLabel('Start it when it is made').check();
  await screenshot(page, 'clone');
  await dialog().getByRole('button', { name: 'Clone', exact: true }).click();
  await operationEnds(page, 'Clone');
  await page.getByRole('link', { name: 'Virtual machines' }).first().click();
  await rowOf(page, 'linked-1').getByText('Running').waitFor();
  nothingWrong();
});

test('a VM is downloaded as one file, uploaded, and is there again', async (t) => {
  if (!appliance.cli) return t.skip('needs a demo of its own');
  await choose(page, name, 'Export…');
  await dialog().getByText(/snapshots stay behind/).waitFor();
  const download = page.waitForEvent('download');
  await dialog().getByRole('button', { name: 'Download' }).click();
  const file = join(tmpdir(), `novacron-${process.pid}.ova`);
  t.after(() => download.then((saved) => saved.delete()));
  assert.equal((await download).suggestedFilename(), `${name}.ova`);
  await (await download).saveAs(file);
  assert.ok((await stat(file)).size > 0);
  await operationEnds(page, 'Export');

  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await dialog().locator('input[name="file"]').setInputFiles(file);
  await dialog().getByRole('button', { name: 'Import', exact: true }).click();
  await dialog().getByText(/there is a vm named/i).waitFor(); // of its own name; nothing is sent again
  await screenshot(page, 'import-taken');
  browser.watch.allow(/status of 409/);
  await dialog().getByLabel('Name of the VM').fill('imported-1');
  await dialog().getByRole('button', { name: 'Import', exact: true }).click();
  await operationEnds(page, 'Import');
  await rowOf(page, 'imported-1').getByText('Off').waitFor();
  assert.doesNotMatch(await appliance.cli('volume', 'list'), /\.ova/, 'the archive is gone from the pool');
  nothingWrong();
});
