/** Serves the page of a project, opens it in a browser, and reads what it trained. */
import {spawn} from 'node:child_process';
import {createServer, type AddressInfo} from 'node:net';
import {join} from 'node:path';
import type {Page} from 'playwright-core';
import {launchChromium} from '../../test/support/launch-chromium';
import {openWithoutDriver} from './open-without-driver';
import type {ProjectPage} from './project';
import {startStaticServer, type StaticServer} from './static-server';
import {FIRST_STEP_MARK, type Trained} from './training';

export interface PageRun {
  trained: Trained;
  /** Bytes that the page fetched before its first step, as they went over the wire. */
  bytes?: number;
  /** Version of the browser. */
  browser: string;
}

const TIMEOUT_MS = 180_000;

/** Opens the page of a project in this folder. */
export async function runPage(page: ProjectPage, folder: string): Promise<PageRun> {
  const {server, origins = {}, isolated = false, path = '/'} = page;
  const ends: (() => void)[] = [];
  try {
    const replace: Record<string, string> = {};
    for (const [variable, place] of Object.entries(origins)) {
      const other = await startStaticServer(join(folder, place), {});
      ends.push(other.close);
      replace[variable] = other.origin;
    }
    if (server !== undefined) {
      const own = await startServer(server, folder);
      ends.push(own.close);
      return page.isJson === true
        ? {trained: await fetchJson(`${own.origin}${path}`), browser: ''}
        : await openInChromium(`${own.origin}${path}`);
    }
    const root = join(folder, page.folder ?? '.');
    if (page.browser === 'firefox' || page.browser === 'webkit') {
      const {sharedMemory = false} = page;
      return await openWithoutDriver(page.browser, root, {
        isolated,
        path,
        sharedMemory,
        timeoutMs: TIMEOUT_MS,
      });
    }
    const own = await startStaticServer(root, {replace, isolated});
    ends.push(own.close);
    return await openInChromium(`${own.origin}${path}`, page.gpu);
  } finally {
    for (const end of ends) {
      end();
    }
  }
}

async function fetchJson(url: string): Promise<Trained> {
  const response = await fetch(url);
  const text = await response.text();
  if (!response.ok) {
    throw new Error(`status ${response.status} from the route: ${text.slice(0, 500)}`);
  }
  return JSON.parse(text) as Trained;
}

/** Starts a server of the project and waits until it responds. */
async function startServer(line: string, cwd: string): Promise<StaticServer & {said: () => string}> {
  const port = await freePort();
  const child = spawn(line.replaceAll('PORT', String(port)).replace(`${port}=`, 'PORT='), {
    ...{cwd, shell: true, detached: true, stdio: 'pipe', env: {...process.env, CI: '1'}},
  });
  let said = '';
  child.stdout.on('data', part => (said += String(part)));
  child.stderr.on('data', part => (said += String(part)));
  const close = (): void => {
    if (child.pid !== undefined && child.exitCode === null) {
      process.kill(-child.pid, 'SIGTERM');
    }
  };
  const origin = `http://127.0.0.1:${port}`;
  for (let wait = 0; wait < 240; wait++) {
    await new Promise(next => setTimeout(next, 500));
    if (child.exitCode !== null) {
      break;
    }
    try {
      await fetch(origin, {method: 'HEAD'});
      return {origin, close, said: () => said};
    } catch {
      // It does not listen yet.
    }
  }
  close();
  throw new Error(`the server did not start: ${said.slice(-1500)}`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
  const {port} = server.address() as AddressInfo;
  await new Promise(closed => server.close(closed));
  return port;
}

/** What a page leaves in the variable `trained`. */
export interface Left {
  value?: Trained;
  error?: string;
}

async function openInChromium(url: string, gpu = false): Promise<PageRun> {
  const browser = await launchChromium({gpu});
  try {
    const page = await browser.newPage();
    const said: string[] = [];
    page.on('console', message => said.push(message.text()));
    page.on('pageerror', error => said.push(error.message));
    const bytes = countBytes(page);
    await page.goto(url);
    let left: Left;
    try {
      // A development server may load the page again once it has found all packages.
      left = await waitForResult(page);
    } catch (error) {
      throw new Error(`no result from the page (${String(error).split('\n')[0] ?? ''}): ${said.join(' | ')}`);
    }
    if (left.value === undefined) {
      throw new Error(`${left.error ?? 'no result'} | ${said.join(' | ')}`);
    }
    const firstStep = await page.evaluate<number>(FIRST_STEP);
    return {trained: left.value, bytes: await bytes(firstStep), browser: `Chromium ${browser.version()}`};
  } finally {
    await browser.close();
  }
}

/** Asks again and again: `waitForFunction` evaluates text in the page, which a security policy forbids. */
async function waitForResult(page: Page): Promise<Left> {
  for (const end = Date.now() + TIMEOUT_MS; ;) {
    try {
      const left = await page.evaluate<Left | undefined>('globalThis.trained');
      if (left !== undefined) {
        return left;
      }
    } catch (error) {
      if (!/context was destroyed|navigation/i.test(String(error))) {
        throw error;
      }
    }
    if (Date.now() > end) {
      throw new Error(`nothing in ${TIMEOUT_MS} ms`);
    }
    await new Promise(next => setTimeout(next, 200));
  }
}

/** When the first step began, in milliseconds since 1970. A worker tells nothing. */
const FIRST_STEP = `performance.timeOrigin + (performance.getEntriesByName('${FIRST_STEP_MARK}')[0]?.startTime ?? 1e12)`;

/** Counts from now on; the returned function sums what had arrived by a time. */
function countBytes(page: Page): (before: number) => Promise<number> {
  const responses: Promise<{size: number; end: number}>[] = [];
  page.context().on('requestfinished', request => {
    const {startTime, responseEnd} = request.timing();
    responses.push(
      request.sizes().then(
        ({responseBodySize: size}) => ({size, end: startTime + responseEnd}),
        () => ({size: 0, end: 0}),
      ),
    );
  });
  return async before =>
    (await Promise.all(responses)).filter(({end}) => end <= before).reduce((sum, {size}) => sum + size, 0);
}
