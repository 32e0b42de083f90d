// Starts a `novacron demo` of its own for the tests, or uses a given server.
import { spawn, execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** How long an appliance may take to answer; it is ready in well under a second. */
const readyWithinMs = 20_000;

/**
 * An appliance to test against: NOVACRON_URL with NOVACRON_SETUP_CODE, or a demo
 * of the binary NOVACRON_BIN on a free port, with a data directory of its own.
 */
export async function startAppliance() {
  if (process.env.NOVACRON_URL) return given(process.env.NOVACRON_URL);
  const binary = process.env.NOVACRON_BIN;
  if (!binary) throw new Error('set NOVACRON_BIN to a novacron binary, or NOVACRON_URL and NOVACRON_SETUP_CODE');
  const dir = await mkdtemp(join(tmpdir(), 'novacron-browser-'));
  return demo(binary, dir, await freePort());
}

function given(url) {
  const code = process.env.NOVACRON_SETUP_CODE;
  return { url, setupCode: async () => code, stop: async () => {}, pause() {}, resume() {}, logs: () => '' };
}

async function demo(binary, dir, port) {
  const socket = join(dir, 'novacron.sock');
  const url = `https://127.0.0.1:${port}`;
  const args = ['demo', '--data-dir', dir, '--listen', `127.0.0.1:${port}`, '--socket', socket];
  const appliance = { url, child: undefined, log: '' };
  const start = async () => {
    appliance.child = spawn(binary, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [appliance.child.stdout, appliance.child.stderr]) {
      stream.on('data', (chunk) => {
        appliance.log += chunk;
      });
    }
    await ready(appliance);
  };
  const end = async () => {
    const { child } = appliance;
    if (child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
  };
  await start();
  return {
    url,
    setupCode: async () => (await run(binary, ['setup-code', '--server', `unix://${socket}`])).stdout.match(codePattern)?.[0],
    /** The CLI on the local socket: a second hand on the same appliance. */
    cli: async (...words) => (await run(binary, [...words, '--server', `unix://${socket}`])).stdout,
    restart: async () => {
      await end();
      await start();
    },
    end,
    start,
    stop: async () => {
      await end();
      await rm(dir, { recursive: true });
    },
    logs: () => appliance.log,
  };
}

/** The longest word of letters, digits and hyphens that is on a line of its own. */
const codePattern = /^[A-Za-z0-9-]{6,}$/m;

async function ready(appliance) {
  const until = Date.now() + readyWithinMs;
  while (Date.now() < until) {
    if (appliance.child.exitCode !== null) throw new Error(`novacron demo ended:\n${appliance.log}`);
    if (await answers(appliance.url)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`novacron demo is not ready:\n${appliance.log}`);
}

async function answers(url) {
  const { request } = await import('node:https');
  return new Promise((resolve) => {
    const asked = request(`${url}/readyz`, { rejectUnauthorized: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    });
    asked.on('error', () => resolve(false));
    asked.end();
  });
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
