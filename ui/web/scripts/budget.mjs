// Fails when what a browser loads first, or the whole UI, is over its budget.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const budgets = JSON.parse(readFileSync(new URL('../budget.json', import.meta.url), 'utf8'));
const dist = new URL('../../dist/', import.meta.url).pathname;
const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'));

const gzipped = (file) => gzipSync(readFileSync(join(dist, file)), { level: 9 }).length;

/** Every file that loading a chunk loads with it. */
function closure(key, seen = new Set()) {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const next of manifest[key].imports ?? []) closure(next, seen);
  return seen;
}

/** Gzipped JavaScript of the entry and of what the named page adds. */
function initial(...keys) {
  const chunks = new Set(keys.flatMap((key) => [...closure(key)]));
  return [...chunks].reduce((sum, key) => sum + gzipped(manifest[key].file), 0);
}

function whole() {
  const files = readdirSync(dist, { recursive: true, withFileTypes: true });
  return files
    .filter((f) => f.isFile() && !/\.(br|gz)$/.test(f.name) && !f.parentPath.includes('.vite'))
    .reduce((sum, f) => sum + gzipSync(readFileSync(join(f.parentPath, f.name))).length, 0);
}

const measured = {
  initialJavaScript: initial('index.html', ...budgets.firstPage),
  wholeUI: whole(),
};

rmSync(join(dist, '.vite'), { recursive: true }); // not for the browser

let failed = false;
for (const [name, limit] of Object.entries(budgets.gzippedBytes)) {
  const over = measured[name] > limit;
  failed ||= over;
  console.log(
    `${over ? 'OVER' : 'ok  '} ${name}: ${(measured[name] / 1000).toFixed(1)} kB gzipped of ${limit / 1000} kB`,
  );
}
process.exit(failed ? 1 : 0);
