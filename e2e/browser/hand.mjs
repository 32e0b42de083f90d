// A person at the pages of a given appliance, whom a Go test tells what to do (e2e/hand_test.go): it
// reads a step a line from its standard input, {"step": "createVM", ...}, does it in Chromium, and
// answers a line of JSON, {"seen": ...} or {"error": "..."}. What went wrong is on a picture in
// NOVACRON_SCREENSHOTS. It ends with its input.
import { createInterface } from 'node:readline';
import { startBrowser, screenshot } from './lib/browser.mjs';
import { steps } from './lib/steps.mjs';

const url = process.env.NOVACRON_URL;
const browser = await startBrowser(url);
const { page, watch } = browser;

async function answer({ step, ...told }) {
  const done = await steps[step](page, { url, ...told });
  if (watch.problems.length > 0) throw new Error(watch.problems.splice(0).join('\n'));
  return { seen: done };
}

try {
  for await (const line of createInterface({ input: process.stdin })) {
    const told = JSON.parse(line);
    const said = await answer(told).catch(async (error) => {
      await screenshot(page, `failed-${told.step}`).catch(() => {});
      return { error: `${told.step}: ${error.message}` };
    });
    process.stdout.write(`${JSON.stringify(said)}\n`);
  }
} finally {
  await browser.close();
}
