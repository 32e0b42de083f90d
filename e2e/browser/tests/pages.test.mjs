// Every page in both themes, on a desktop and on a phone: axe finds nothing, nothing is wider than the screen.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { startAppliance } from '../lib/appliance.mjs';
import { desktop, phone, screenshot, startBrowser } from '../lib/browser.mjs';
import { firstLogin, logIn } from '../lib/pages.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let appliance;
let first;
let vm;

before(async () => {
  appliance = await startAppliance();
  const browser = await startBrowser(appliance.url);
  await firstLogin(browser.page, appliance);
  first = await browser.page.locator('[data-vm]', { hasText: 'Running' }).first().getByRole('link').first().getAttribute('href');
  vm = first;
  await browser.close();
});

after(() => appliance?.stop());

const pages = () => ({
  list: '/vms',
  'list-filtered': '/vms?state=running,paused&sort=-memoryBytes',
  'list-nothing': '/vms?q=no-such-name',
  create: '/vms?create=1',
  vm,
  'vm-screen': `${vm}/screen`,
  'vm-console': `${vm}/console`,
  'vm-hardware': `${vm}/hardware`,
  'vm-guest': `${vm}/guest`,
  'vm-snapshots': `${vm}/snapshots`,
  'vm-events': `${vm}/events`,
  'vm-operations': `${vm}/operations`,
  'vm-definition': `${vm}/definition`,
  images: '/images',
  storage: '/storage',
  networks: '/networks',
  operations: '/operations',
  events: '/events',
  node: '/node',
  missing: '/no-such-page',
});

for (const colorScheme of ['light', 'dark']) {
  for (const [size, viewport] of Object.entries({ desktop, phone })) {
    test(`${size}, ${colorScheme}`, async (t) => {
      const browser = await startBrowser(appliance.url, { viewport, colorScheme });
      t.after(browser.close);
      const { page } = browser;
      const { problems } = browser.watch;
      await page.goto(`${appliance.url}/vms`);
      await page.getByRole('heading', { name: 'Log in' }).waitFor();
      await check(page, problems, `login-${size}-${colorScheme}`, viewport);
      await logIn(page);
      await page.locator('[data-vm]').first().waitFor();
      for (const [name, path] of Object.entries(pages())) {
        await page.goto(appliance.url + path);
        await settled(page, name);
        await check(page, problems, `${name}-${size}-${colorScheme}`, viewport);
      }
      browser.watch.allow(/status of 401/);
      assert.deepEqual(problems, []);
    });
  }
}

/** Waits for what the page is about. */
async function settled(page, name) {
  await page.locator('h1, h2').first().waitFor();
  if (name === 'create') await page.getByRole('dialog').waitFor();
  if (name === 'vm-console') await page.getByText('Connected', { exact: true }).waitFor();
  await page.getByRole('status', { name: 'Loading' }).first().waitFor({ state: 'detached' });
  await page.evaluate(() => document.fonts.ready);
}

async function check(page, problems, name, viewport) {
  await screenshot(page, name);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  if (width > viewport.width) problems.push(`${name} is ${width} px wide`);
  for (const found of await violations(page)) problems.push(`${name}: ${found}`);
}

/** What axe finds: WCAG 2.1 A and AA, and its best practices. */
async function violations(page) {
  await page.evaluate(axe); // by the debugger: the page's policy refuses scripts that are added
  return page.evaluate(async () => {
    const { violations } = await window.axe.run(document, { resultTypes: ['violations'] });
    return violations.map((v) => `${v.id}: ${v.nodes.map((n) => `${n.target} ${n.failureSummary}`).join(' | ')}`);
  });
}
