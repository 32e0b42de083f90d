import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { cleanKeepingPlaceholder, precompress, xtermWithoutStyleElements } from './build/plugins';

const src = fileURLToPath(new URL('./src', import.meta.url));
const outDir = fileURLToPath(new URL('../dist', import.meta.url));

// `npm run dev` proxies to a running appliance; its certificate is its own.
const server = process.env['NOVACRON_URL'] ?? 'https://127.0.0.1:7443';
const proxy = { target: server, changeOrigin: true, secure: false, ws: true, headers: { origin: server } };

export default defineConfig({
  plugins: [
    react(),
    tailwindcss(),
    xtermWithoutStyleElements(),
    cleanKeepingPlaceholder(outDir),
    precompress(outDir),
  ],
  resolve: {
    alias: {
      '@': src,
      // Radix locks the page's scrolling with an injected <style>, which the
      // Content Security Policy refuses; our page itself never scrolls.
      'react-remove-scroll': `${src}/lib/removeScroll.tsx`,
    },
  },
  optimizeDeps: { exclude: ['@xterm/xterm'] },
  build: {
    outDir,
    emptyOutDir: false,
    target: 'es2022',
    manifest: true,
    minify: 'terser', // 3 % smaller than esbuild's, and this is built once
    terserOptions: { compress: { passes: 2 } },
    assetsInlineLimit: 0, // data: URIs would need an exception in the policy
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: { proxy: { '/api': proxy, '/metrics': proxy, '/healthz': proxy, '/readyz': proxy } },
  test: {
    environment: 'jsdom',
    include: ['test/**/*.test.{ts,tsx}'],
    setupFiles: ['test/setup.ts'],
    restoreMocks: true,
  },
});
