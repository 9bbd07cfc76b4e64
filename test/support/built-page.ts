/** The page of examples/browser, built as for a static host and served on this machine. */
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import type {Browser, BrowserContextOptions, Page} from 'playwright-core';
import {build} from 'vite';
import {startPageServer, type PageServer} from './page-server';

const EXAMPLE = resolve(import.meta.dirname, '../../examples/browser');

export interface BuiltPage {
  /** Folder with the files of the page. */
  folder: string;
  /** Serves it; `isolated` sends the headers that threads need. */
  serve(isolated: boolean): Promise<PageServer>;
  remove(): void;
}

export async function buildPage(): Promise<BuiltPage> {
  const folder = mkdtempSync(join(tmpdir(), 'tfjs-alexnet-site-'));
  await build({
    configFile: join(EXAMPLE, 'vite.config.ts'),
    logLevel: 'error',
    build: {outDir: folder, emptyOutDir: true, minify: false},
  });
  return {
    folder,
    serve: isolated => startPageServer({files: {}, folders: {'/': `${folder}/`}, isolated}),
    remove: () => {
      rmSync(folder, {recursive: true, force: true});
    },
  };
}

/** Opens the page as a visitor; what it wrote to its console as an error is in `errors`. */
export async function visit(
  browser: Browser,
  server: PageServer,
  options: BrowserContextOptions = {},
): Promise<{page: Page; errors: string[]}> {
  const context = await browser.newContext({acceptDownloads: true, ...options});
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', error => errors.push(error.message));
  await page.goto(`${server.origin}/index.html`);
  await page.getByRole('heading', {name: 'Train', exact: false}).first().waitFor();
  return {page, errors};
}

/** Counts, from now on, how long the page's own thread is kept from doing anything else. */
export async function watchMainThread(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(`
    globalThis.longestBlockMs = 0;
    let last = performance.now();
    const beat = () => {
      const now = performance.now();
      globalThis.longestBlockMs = Math.max(globalThis.longestBlockMs, now - last);
      last = now;
      setTimeout(beat, 0);
    };
    beat();`);
  return () => page.evaluate<number>('globalThis.longestBlockMs');
}
