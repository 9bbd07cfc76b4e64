/** The page of examples/browser, built as for a static host and served locally. */
import {existsSync} from 'node:fs';
import {join, resolve} from 'node:path';
import type {Browser, BrowserContext, BrowserContextOptions, Locator, Page} from 'playwright-core';
import {build} from 'vite';
import {afterAll, afterEach, beforeAll, inject, vi} from 'vitest';
import {launchChromium} from './launch-chromium';
import {oneAtATime} from './one-at-a-time';
import type {} from './page-folder';
import {startPageServer, type PageServer} from './page-server';
import {writeColorPhotos} from './photo-files';
import {temporaryDirectory} from './temporary-directory';

/** Nothing that a visitor does takes long; on a slow machine each of it may. */
const STEP_MS = 120_000;
const TEST_MS = 240_000;
const EXAMPLE = resolve(import.meta.dirname, '../../examples/browser');

export interface BuiltPage {
  /** Folder with the files of the page. */
  folder: string;
  /** Serves it; `isolated` sends the headers that threads need. */
  serve(isolated: boolean): Promise<PageServer>;
}

/** Builds the page, or finds the one that another test file of this run has built. */
export async function buildPage(): Promise<BuiltPage> {
  const folder = join(inject('pageFolder'), 'page');
  await oneAtATime(`${folder}.lock`, async () => {
    if (!existsSync(join(folder, 'index.html'))) {
      await build({
        configFile: join(EXAMPLE, 'vite.config.ts'),
        logLevel: 'error',
        build: {outDir: folder, emptyOutDir: true, minify: false},
      });
    }
  });
  return {
    folder,
    serve: isolated => startPageServer({files: {}, folders: {'/': `${folder}/`}, isolated}),
  };
}

/** State shared by the tests of the page in one file. It is set when their `beforeAll` is done. */
export interface PageTests {
  /** A folder for files of the tests; it contains the drawn photos. */
  root: string;
  browser: Browser;
  site: BuiltPage;
  server: PageServer;
  /** Drawn photos of `cat` or `dog`. */
  of: (name: string) => string[];
}

/** Prepares the page for the tests of the current group, with `perClass` drawn photos of each class. */
export function preparePage(perClass: number): PageTests {
  vi.setConfig({testTimeout: TEST_MS, hookTimeout: TEST_MS});
  const root = temporaryDirectory();
  let drawn: string[] = [];
  const tests = {
    root,
    of: (name: string) => drawn.filter(file => file.includes(`/${name}.`)),
  } as PageTests;
  beforeAll(async () => {
    [tests.browser, tests.site] = await Promise.all([launchChromium(), buildPage()]);
    tests.server = await tests.site.serve(true);
    drawn = (await writeColorPhotos(root, {perClass, side: 80})).map(name => join(root, name));
  }, 180_000);
  afterEach(closeVisits);
  afterAll(async () => {
    await tests.browser.close();
    await tests.server.close();
  });
  return tests;
}

/** Those whose pages are open. */
const visits = new Set<BrowserContext>();

/** Closes the pages of a test: its threads and its service worker would take time from the next test. */
export async function closeVisits(): Promise<void> {
  const open = [...visits];
  visits.clear();
  await Promise.all(open.map(context => context.close()));
}

/** The element of a class. */
export function bucketOf(page: Page, name: string): Locator {
  return page.locator(`[data-bucket="${name}"]`);
}

/** Adds photos to a class. */
export async function drop(
  page: Page,
  name: string,
  files: string[],
  label = `Training photos of ${name}`,
): Promise<void> {
  await bucketOf(page, name).getByLabel(label).setInputFiles(files);
}

/** The error message in the section with this heading. */
export function alertIn(page: Page, heading: string): Locator {
  return page.locator('section', {has: page.getByRole('heading', {name: heading})}).getByRole('alert');
}

/** Sets the number of epochs. */
export async function setEpochs(page: Page, epochs: string): Promise<void> {
  const field = page.getByLabel('Epochs');
  await field.fill(epochs);
  await field.blur();
}

/**
 * Opens the page as a visitor until the end of the test; `errors` collects the errors on its console.
 *
 * Without its service worker, unless `options` allow it: that loads all files of the page, which takes as long again.
 */
export async function visit(
  browser: Browser,
  server: PageServer,
  options: BrowserContextOptions = {},
): Promise<{page: Page; errors: string[]}> {
  const context = await browser.newContext({acceptDownloads: true, serviceWorkers: 'block', ...options});
  visits.add(context);
  const page = await context.newPage();
  page.setDefaultTimeout(STEP_MS);
  const errors: string[] = [];
  page.on('pageerror', error => errors.push(error.message));
  await page.goto(`${server.origin}/index.html`);
  await page.locator('#train').waitFor();
  return {page, errors};
}

/** Measures from now on for how long the page's main thread is blocked. */
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

/** Leaves a page open after the test, for others, until the browser closes. */
export function keepVisit(page: Page): void {
  visits.delete(page.context());
}

/** A small phone. */
export const PHONE = {width: 360, height: 780};

/** The length of the page on a small phone, in screens. */
export async function screensOnPhone(page: Page): Promise<number> {
  const before = page.viewportSize() ?? PHONE;
  await page.setViewportSize(PHONE);
  const height = await page.evaluate<number>('document.documentElement.scrollHeight');
  await page.setViewportSize(before);
  return Math.round((height / PHONE.height) * 100) / 100;
}
