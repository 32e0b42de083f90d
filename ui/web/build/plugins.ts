import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** Files worth compressing, and those the server looks for beside. */
const compressible = /\.(js|css|html|svg|json|txt)$/;
/** Below this a compressed copy saves less than its own headers. */
const minimumBytes = 512;

/**
 * Empties the output folder but for the committed placeholder, which lets
 * `go build` embed the folder on a machine that never built the UI.
 */
export function cleanKeepingPlaceholder(outDir: string): Plugin {
  return {
    name: 'novacron-clean',
    apply: 'build',
    buildStart() {
      for (const name of readdirSync(outDir)) {
        if (name !== '.gitignore') rmSync(join(outDir, name), { recursive: true });
      }
    },
  };
}

/** Writes NAME.br and NAME.gz beside each file, so the server never compresses. */
export function precompress(outDir: string): Plugin {
  return {
    name: 'novacron-precompress',
    apply: 'build',
    closeBundle() {
      for (const entry of readdirSync(outDir, { recursive: true, withFileTypes: true })) {
        const path = join(entry.parentPath, entry.name);
        if (entry.isFile() && compressible.test(entry.name)) compressFile(path);
      }
    },
  };
}

function compressFile(path: string) {
  const data = readFileSync(path);
  if (data.length < minimumBytes) return;
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };
  writeFileSync(`${path}.br`, brotliCompressSync(data, { params }));
  writeFileSync(`${path}.gz`, gzipSync(data, { level: 9 }));
}

/**
 * xterm.js writes its colours into <style> elements, which our Content Security
 * Policy (style-src 'self') refuses. This makes it create <adopted-style>
 * instead: src/lib/adoptedStyle.ts, which puts the same text into a constructed
 * style sheet. The build fails when a new xterm.js no longer fits.
 */
export function xtermWithoutStyleElements(): Plugin {
  return {
    name: 'novacron-xterm-styles',
    transform(code, id) {
      if (!id.includes('@xterm/xterm/lib/xterm.mjs')) return null;
      const found = code.match(/createElement\("style"\)/g)?.length ?? 0;
      if (found < 3) this.error(`expected xterm.js to create 3 style elements, found ${found}`);
      return { code: code.replaceAll('createElement("style")', 'createElement("adopted-style")'), map: null };
    },
  };
}
