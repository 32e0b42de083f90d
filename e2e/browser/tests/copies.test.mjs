// A VM's copies: a template and its linked clone, a VM taken out as a file and in again.
import assert from 'node:assert/strict';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
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
let folder;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'novacron-copies-'));
  appliance = await startAppliance();
  browser = await startBrowser(appliance.url);
  page = browser.page;
  await firstLogin(page, appliance);
});

after(async () => {
  await browser?.close();
  await appliance?.stop();
  await rm(folder, { recursive: true });
});

/** An empty qcow2 of 1 MiB, as long as that: an import looks into what it is given, also in a demo. */
function emptyQcow2() {
  const cluster = 64 * 1024;
  const file = Buffer.alloc(16 * cluster); // header, refcount table, refcount block, L1 table, and what is free
  file.write('QFI\xfb', 'latin1');
  file.writeUInt32BE(2, 4); // version
  file.writeUInt32BE(16, 20); // bits of a cluster
  file.writeBigUInt64BE(2n ** 20n, 24); // size
  file.writeUInt32BE(1, 36); // entries of the L1 table
  file.writeBigUInt64BE(BigInt(3 * cluster), 40);
  file.writeBigUInt64BE(BigInt(cluster), 48);
  file.writeUInt32BE(1, 56); // clusters of the refcount table
  file.writeBigUInt64BE(BigInt(2 * cluster), cluster);
  for (let used = 0; used < 4; used++) file.writeUInt16BE(1, 2 * cluster + 2 * used);
  return file;
}

const dialog = () => page.getByRole('dialog');
const nothingWrong = () => assert.deepEqual(browser.watch.problems.splice(0), []);

test('a running VM is not cloned: the dialog says what to do', async (t) => {
  if (!appliance.cli) return t.skip('needs a demo of its own');
  const disk = join(folder, 'disk.qcow2');
  await writeFile(disk, emptyQcow2());
  await appliance.cli('volume', 'upload', disk, '--format', 'qcow2');
  const { path } = JSON.parse(await appliance.cli('volume', 'show', 'default/disk.qcow2', '-o', 'json'));
  await appliance.cli('vm', 'create', name, '--disk', `source=${path}`, '--memory', '64MiB');
  await rowOf(page, name).getByText('Off').waitFor(); // so that no row moves below an open menu
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
  const file = join(folder, 'saved.ova');
  assert.equal((await download).suggestedFilename(), `${name}.ova`);
  await (await download).saveAs(file);
  assert.ok((await stat(file)).size > 0);
  await operationEnds(page, 'Export');

  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await dialog().locator('input[name="file"]').setInputFiles(file);
  await dialog().getByRole('button', { name: 'Import', exact: true }).click();
  await dialog().getByText('Name of the VM is taken.').waitFor(); // the file is not sent again
  await screenshot(page, 'import-taken');
  browser.watch.allow(/status of 409/);
  await dialog().getByLabel('Name of the VM').fill('imported-1');
  await dialog().getByRole('button', { name: 'Import', exact: true }).click();
  await operationEnds(page, 'Import');
  await rowOf(page, 'imported-1').getByText('Off').waitFor();
  assert.doesNotMatch(await appliance.cli('volume', 'list'), /\.ova/, 'the archive is gone from the pool');
  nothingWrong();
});
