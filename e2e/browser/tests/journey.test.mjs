// A person's first day: set up, make a VM, use it, delete it. One page, in order.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startAppliance } from '../lib/appliance.mjs';
import { screenshot, startBrowser } from '../lib/browser.mjs';
import { admin, choose, firstLogin, logIn, operationEnds, rowOf } from '../lib/pages.mjs';

const name = 'browser-1';
let appliance;
let browser;
let page;
let failed = false;

before(async () => {
  appliance = await startAppliance();
  browser = await startBrowser(appliance.url);
  page = browser.page;
});

after(async () => {
  await browser?.close();
  await appliance?.stop();
});

/** One step of the day. After one that failed, the following ones could not be judged. */
function step(name, does) {
  test(name, async (t) => {
    if (failed) return t.skip('a step before it failed');
    failed = true;
    await does(t).finally(() => screenshot(page, `journey-${name.replace(/\W+/g, '-')}`));
    const problems = browser.watch.problems.splice(0);
    assert.deepEqual(problems, [], 'console errors, outside requests, policy violations');
    failed = false;
  });
}

step('a wrong setup code is refused in words', async () => {
  await page.goto(appliance.url);
  await page.getByLabel('Setup code').fill('WRONG-CODE');
  await page.getByLabel('A new password').fill(admin.password);
  await page.getByLabel('The password again').fill(admin.password);
  await page.getByRole('button', { name: 'Make administrator' }).click();
  await page.getByRole('alert').waitFor();
  browser.watch.allow(/status of 40[03]/); // the refusal itself
});

step('the setup code makes the first administrator', async () => {
  await firstLogin(page, appliance);
  await page.getByText('Demo. These virtual machines are simulated').waitFor();
  await page.locator('[data-stream="live"]').waitFor();
});

step('a new VM is checked by the server at its fields', async () => {
  await page.getByRole('button', { name: 'New VM' }).click();
  await page.getByRole('dialog').waitFor();
  await page.getByLabel('Name', { exact: true }).fill('-bad name-');
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  const input = page.getByLabel('Name', { exact: true });
  await page.locator('input[name="name"][aria-invalid="true"]').waitFor();
  const described = await input.getAttribute('aria-describedby');
  const words = await page.locator(`[id="${described}"]`).textContent();
  assert.match(words, /\w+/);
  browser.watch.allow(/status of 400/);
});

step('a new VM appears, and runs', async () => {
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByRole('dialog').getByLabel('Title').fill('Made in a browser');
  const start = page.getByLabel('Start it now');
  assert.equal(await start.isChecked(), false, 'an empty disk has nothing to boot');
  await start.check();
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await operationEnds(page, 'Create');
  await rowOf(page, name).getByText('Running').waitFor();
});

step('the list finds it by name and by state, and the address says so', async () => {
  await page.getByRole('searchbox', { name: 'Search by name or title' }).fill('browser');
  await page.getByTestId('vm-count').filter({ hasText: /^1 VM$/ }).waitFor();
  assert.match(page.url(), /[?&]q=browser/);
  await page.getByRole('button', { name: /^State:/ }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Off' }).click();
  await page.keyboard.press('Escape');
  await page.getByText('No virtual machine matches').waitFor();
  await page.getByRole('button', { name: 'Clear filters' }).first().click();
  await rowOf(page, name).waitFor();
});

step('its console shows what the guest prints', async () => {
  await rowOf(page, name).getByRole('link', { name }).click();
  await page.getByRole('link', { name: 'Console' }).click();
  await page.getByText('Connected', { exact: true }).waitFor();
  const screen = page.getByTestId('console');
  await page.waitForFunction(() => document.querySelector('.xterm-rows')?.textContent?.trim());
  await screen.click();
  await page.keyboard.type('hello');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelector('.xterm-rows')?.textContent?.includes('hello'));
});

step('pause, resume, and the page follows', async () => {
  await choose(page, name, 'Pause');
  await page.getByText('The VM is paused: it prints nothing').waitFor();
  await screenshot(page, 'console-paused');
  await page.getByRole('link', { name: 'Overview' }).click();
  await page.getByRole('main').getByText('Paused').first().waitFor();
  await page.getByRole('button', { name: 'Resume', exact: true }).click();
  await page.getByRole('main').getByText('Running').first().waitFor();
});

step('an edit says what takes hold when', async () => {
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  await page.getByRole('dialog').getByLabel('vCPUs').fill('3');
  await page.getByRole('dialog').getByLabel('Title').fill('Changed in a browser');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await operationEnds(page, 'Edit');
  await page.getByRole('main').getByText('Changed in a browser').waitFor();
});

step('somebody else’s edit is not overwritten unseen', async () => {
  if (!appliance.cli) return; // a given server has no second hand
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  await page.getByRole('dialog').getByLabel('Title').fill('Mine');
  await appliance.cli('vm', 'edit', name, '--title', 'Theirs');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('It was changed meanwhile').waitFor();
  await page.getByText('Now: Theirs').waitFor();
  await page.getByRole('button', { name: 'Save my changes' }).click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await page.getByRole('main').getByText('Mine').first().waitFor();
  browser.watch.allow(/status of 412/);
});

step('its events and operations are told', async () => {
  await page.getByRole('link', { name: 'Events' }).last().click();
  await page.getByRole('main').getByText('Paused').first().waitFor();
  await page.getByRole('main').getByRole('link', { name: 'Operations' }).click();
  await page.getByRole('article').filter({ hasText: 'Pause' }).first().waitFor();
  await page.getByRole('link', { name: 'Definition' }).click();
  await page.locator('pre').filter({ hasText: name }).waitFor();
});

step('what others do is seen at once', async () => {
  if (!appliance.cli) return; // a given server has no second hand
  await page.getByRole('link', { name: 'Virtual machines' }).first().click();
  await rowOf(page, name).getByText('Running').waitFor();
  await appliance.cli('vm', 'poweroff', name);
  await rowOf(page, name).getByText('Off').waitFor();
  await appliance.cli('vm', 'create', 'made-outside');
  await rowOf(page, 'made-outside').waitFor();
});

step('shutting down asks first', async () => {
  await rowOf(page, 'made-outside').getByRole('button', { name: 'Start: made-outside' }).click();
  await rowOf(page, 'made-outside').getByText('Running').waitFor();
  await rowOf(page, 'made-outside').getByRole('button', { name: 'Shut down: made-outside' }).click();
  await page.getByRole('dialog', { name: 'Shut down made-outside?' }).waitFor();
  await screenshot(page, 'shutdown-asks');
  await page.getByRole('dialog').getByRole('button', { name: 'Shut down' }).click();
});

step('a shutdown that waits can be canceled, or the plug pulled instead', async () => {
  const toast = page.locator('[data-toast]', { hasText: 'Shut down' });
  await toast.getByRole('button', { name: 'Cancel', exact: true }).waitFor();
  await screenshot(page, 'shutdown-waits');
  await toast.getByRole('button', { name: 'Power off instead' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Power off' }).click();
  await toast.getByText('Canceled').waitFor();
  await rowOf(page, 'made-outside').getByText('Off').waitFor();
});

step('a VM is installed from an ISO of the host', async () => {
  await page.getByRole('button', { name: 'New VM' }).click();
  await page.getByLabel('Name', { exact: true }).fill('from-iso');
  await page.getByLabel('Disk', { exact: true }).selectOption({ label: 'Install from an ISO' });
  await page.getByLabel('Path of the ISO').fill('debian.iso');
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await page.locator('input[name="isoPath"][aria-invalid="true"]').waitFor();
  await screenshot(page, 'create-iso');
  await page.getByLabel('Path of the ISO').fill('/var/lib/libvirt/images/debian.iso');
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await rowOf(page, 'from-iso').getByText('Running').waitFor();
  browser.watch.allow(/status of 400/);
});

step('an address that no VM can have says so', async () => {
  await page.goto(`${appliance.url}/vms/nope`);
  await page.getByText('There is no such virtual machine').waitFor();
  await page.getByRole('link', { name: 'To the virtual machines' }).click();
  browser.watch.allow(/status of 40[04]/);
});

step('powering off asks first', async () => {
  await rowOf(page, name).getByRole('button', { name: `Start: ${name}` }).click();
  await rowOf(page, name).getByText('Running').waitFor();
  await choose(page, name, 'Power off');
  await page.getByRole('dialog').getByRole('button', { name: 'Power off' }).click();
  await rowOf(page, name).getByText('Off').waitFor();
});

step('deleting with its disks wants its name, and it is gone', async () => {
  await choose(page, name, 'Delete');
  await page.getByLabel('Also delete its disks').check();
  const button = page.getByRole('dialog').getByRole('button', { name: 'Delete' });
  assert.equal(await button.isDisabled(), true);
  await page.getByLabel(`Type ${name} to confirm`).fill(name);
  await button.click();
  await operationEnds(page, 'Delete');
  await rowOf(page, name).waitFor({ state: 'detached' });
});

step('after log out nothing is shown, and log in leads back', async () => {
  await page.getByRole('link', { name: 'Node' }).click();
  await page.getByRole('heading', { name: 'Hypervisor' }).waitFor();
  await page.getByRole('button', { name: /^Account and theme/ }).click();
  await page.getByRole('menuitem', { name: 'Log out' }).click();
  await page.getByRole('heading', { name: 'Log in' }).waitFor();
  await page.goto(`${appliance.url}/node`);
  await page.getByRole('heading', { name: 'Log in' }).waitFor();
  await logIn(page);
  await page.getByRole('heading', { name: 'Hypervisor' }).waitFor();
  browser.watch.allow(/status of 401/);
});
