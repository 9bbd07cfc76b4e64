/** The page of examples/browser, built as for a static host and served locally. */
import {existsSync} from 'node:fs';
import {join, resolve} from 'node:path';
import type {Browser, BrowserContextOptions, Locator, Page} from 'playwright-core';
import {build} from 'vite';
import {afterAll, beforeAll, inject} from 'vitest';
import {launchChromium} from './launch-chromium';
import {oneAtATime} from './one-at-a-time';
import type {} from './page-folder';
import {startPageServer, type PageServer} from './page-server';
import {writeColorPhotos} from './photo-files';
import {temporaryDirectory} from './temporary-directory';

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
  afterAll(async () => {
    await tests.browser.close();
    await tests.server.close();
  });
  return tests;
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

/** Opens the page as a visitor; `errors` collects the errors on its console. */
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
