// Makes the pictures of the README and the docs, from a demo.
import { mkdir } from 'node:fs/promises';
import { startAppliance } from './lib/appliance.mjs';
import { startBrowser } from './lib/browser.mjs';
import { firstLogin, logIn } from './lib/pages.mjs';

const folder = new URL('../../docs/images/', import.meta.url).pathname;
const viewport = { width: 1280, height: 760 };

const appliance = await startAppliance();
await mkdir(folder, { recursive: true });
try {
  await picture('light', (page) => firstLogin(page, appliance), { vms: '/vms' });
  const open = async (page) => {
    await page.goto(appliance.url);
    await logIn(page);
  };
  await picture('dark', open, { 'vms-dark': '/vms', console: 'console', vm: 'overview' });
} finally {
  await appliance.stop();
}

/** Saves each page under its name, in one theme. */
async function picture(colorScheme, enter, pages) {
  const browser = await startBrowser(appliance.url, { viewport, colorScheme });
  const { page } = browser;
  await enter(page);
  await page.locator('[data-vm]').first().waitFor();
  const vm = await page.locator('[data-vm="web-1"] a').first().getAttribute('href');
  const paths = { console: `${vm}/console`, overview: vm };
  for (const [name, path] of Object.entries(pages)) {
    await page.goto(appliance.url + (paths[path] ?? path));
    await page.locator('h1').waitFor();
    if (path === 'console') await page.getByText('Connected', { exact: true }).waitFor();
    await page.locator('[data-stream="live"]').waitFor();
    await page.evaluate(() => document.fonts.ready);
    await page.screenshot({ path: `${folder}${name}.png` });
  }
  await browser.close();
}
