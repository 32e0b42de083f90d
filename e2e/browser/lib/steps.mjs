// What a person does on the pages with a VM of a real host, a step each. They wait for what the page
// says, so that a step that is done was seen.
import { screenshot } from './browser.mjs';
import { firstLogin } from './pages.mjs';

/** An upload, a boot or a copy under emulation on a busy machine. */
const slow = { timeout: 600_000 };


async function logIn(page, { url, setupCode }) {
  await firstLogin(page, { url, setupCode: async () => setupCode });
}

/** Sends a file of this computer and makes it an image. */
async function importImage(page, { url, file, name }) {
  await page.goto(`${url}/images`);
  await page.getByRole('button', { name: 'Import image' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('From').selectOption({ label: 'A file of this computer' });
  await dialog.locator('input[name="file"]').setInputFiles(file);
  await dialog.locator('input[name="name"]').fill(name);
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await dialog.waitFor({ state: 'hidden', ...slow });
  await page.getByRole('row').filter({ hasText: name }).getByText('Ready').waitFor(slow);
}

/** The three choices of a normal VM: name, image and SSH key. Everything else is as the wizard has it. */
async function createVM(page, { url, name, image, sshKey }) {
  await page.goto(`${url}/vms`);
  await page.getByRole('button', { name: 'New VM' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('input[name="name"]').fill(name);
  await dialog.getByLabel('Image', { exact: true }).selectOption(image);
  await dialog.getByLabel('SSH keys').fill(sshKey);
  await dialog.getByRole('button', { name: 'Create', exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
  const row = page.locator(`[data-vm="${name}"]`);
  await row.getByText('Running').waitFor(slow);
  await row.getByRole('link', { name }).first().click();
  await page.getByRole('heading', { name, exact: true }).waitFor();
  return new URL(page.url()).pathname.split('/').at(-1);
}

/** Waits until a VM's page shows an address that somebody told, and returns it. */
async function seesAddress(page, { url, vm, source }) {
  await openVM(page, url, vm);
  const line = page.getByRole('main').getByText(source).first();
  await line.waitFor(slow);
  return (await line.textContent()).split(/[/ ]/, 1)[0];
}

async function snapshot(page, { url, vm, name, freeze }) {
  await openVM(page, url, vm, 'Snapshots');
  await page.getByRole('button', { name: 'Take snapshot' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('input[name="name"]').fill(name);
  await dialog.getByLabel('The guest’s file systems').selectOption({ label: freeze });
  await dialog.getByRole('button', { name: 'Take snapshot' }).click();
  await dialog.waitFor({ state: 'hidden' });
  const item = page.getByRole('listitem').filter({ hasText: name });
  await item.waitFor(slow);
  return item.textContent();
}

async function revert(page, { url, vm, name }) {
  await openVM(page, url, vm, 'Snapshots');
  await page.getByRole('listitem').filter({ hasText: name }).getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Return to it…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Return to it' }).click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await page.locator('[data-toast]').filter({ hasText: 'Return to snapshot' }).getByText('Done').waitFor(slow);
}

/** Keeps what the page shows now. */
const picture = (page) => screenshot(page, 'last');

async function openVM(page, url, vm, tab) {
  const path = `${url}/vms/${vm}`;
  if (!page.url().startsWith(path)) await page.goto(path);
  await page.getByRole('navigation', { name: 'Parts of this VM' }).getByRole('link', { name: tab ?? 'Overview' }).click();
}

export const steps = { logIn, importImage, createVM, seesAddress, snapshot, revert, picture };
