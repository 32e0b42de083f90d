// Chromium from the system, watched: a console error, a request to elsewhere or
// a violation of the Content Security Policy fails the test that caused it.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const flags = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const desktop = { width: 1360, height: 840 };
export const phone = { width: 360, height: 740 };

/** A browser with a profile of its own, and one page in it. */
export async function startBrowser(origin, { viewport = desktop, colorScheme = 'light' } = {}) {
  const profile = await mkdtemp(join(tmpdir(), 'novacron-profile-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: flags,
    ignoreHTTPSErrors: true, // the appliance's certificate is its own
    reducedMotion: 'reduce',
    viewport,
    colorScheme,
  });
  const page = context.pages()[0] ?? (await context.newPage());
  page.setDefaultTimeout(20_000); // a busy machine is no failure
  const watch = await watchPage(page, origin);
  return {
    page,
    context,
    watch,
    close: async () => {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}

/** How a page learns that nobody is logged in; Chromium logs every refusal. */
const nobodyLoggedIn = /status of 401 .*\/api\/v1\/me\b/;

/** Collects what must not happen. allow takes away what a test causes on purpose. */
async function watchPage(page, origin) {
  const problems = [];
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`policy violation: ${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}`);
    });
  });
  page.on('console', (message) => {
    const line = `console: ${message.text()} (${message.location().url})`;
    if (message.type() === 'error' && !nobodyLoggedIn.test(line)) problems.push(line);
  });
  page.on('pageerror', (error) => problems.push(`error: ${error.message}`));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.origin !== origin && !['data:', 'blob:', 'about:'].includes(url.protocol)) {
      problems.push(`outside request: ${request.url()}`);
    }
  });
  page.on('websocket', (socket) => {
    if (new URL(socket.url()).host !== new URL(origin).host) problems.push(`outside WebSocket: ${socket.url()}`);
  });
  return {
    problems,
    /** Forgets problems that match, which the test caused on purpose. */
    allow(pattern) {
      for (let i = problems.length - 1; i >= 0; i--) if (pattern.test(problems[i])) problems.splice(i, 1);
    },
  };
}

/** Saves what the page shows, when NOVACRON_SCREENSHOTS names a folder. */
export async function screenshot(page, name) {
  const folder = process.env.NOVACRON_SCREENSHOTS;
  if (!folder) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
