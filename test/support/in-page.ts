/** Runs a TypeScript file in a page and hands back what it returns. */
import {mkdtempSync, readFileSync, readdirSync, rmSync} from 'node:fs';
import {createRequire} from 'node:module';
import {tmpdir} from 'node:os';
import {dirname, join, resolve} from 'node:path';
import {build} from 'esbuild';
import type {Browser} from 'playwright-core';
import {startPageServer} from './page-server';

const ROOT = resolve(import.meta.dirname, '../..');
const WASM_FILES = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));

export interface InPageOptions {
  browser: Browser;
  /** Whether the page is cross-origin isolated. */
  isolated: boolean;
  /** What the page's function is called with; JSON. */
  input?: unknown;
  /** More folders that the page can fetch from, as in {@link PageServerOptions}. */
  folders?: Record<string, string>;
}

/**
 * Bundles a file with the sources of the package as a bundler for pages does, in pieces that are fetched when they are
 * asked for.
 *
 * @param workers more files, which are started: `{worker: file}` is under `/worker.js`.
 * @returns Contents by path, the file itself under `/page.js`.
 */
export async function bundleForPage(
  file: string,
  workers: Readonly<Record<string, string>> = {},
): Promise<Record<string, Uint8Array>> {
  const outdir = mkdtempSync(join(tmpdir(), 'tfjs-alexnet-page-'));
  try {
    await build({
      entryPoints: {page: file, ...workers},
      outdir,
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'browser',
      target: 'es2022',
      tsconfig: join(ROOT, 'tsconfig.json'),
      logLevel: 'error',
    });
    return Object.fromEntries(
      readdirSync(outdir).map(name => [`/${name}`, new Uint8Array(readFileSync(join(outdir, name)))]),
    );
  } finally {
    rmSync(outdir, {recursive: true, force: true});
  }
}

/**
 * Opens a page that imports `file` and calls its default export. The files of tfjs-wasm are at `/wasm/`.
 *
 * Anything thrown in the page is thrown here, with what the page wrote to its console.
 */
export async function runInPage<Result>(file: string, options: InPageOptions): Promise<Result> {
  const {browser, isolated, input = null, folders = {}} = options;
  const server = await startPageServer({
    files: {
      ...(await bundleForPage(file)),
      '/': '',
      '/index.html': '<!doctype html><title>test</title><link rel="icon" href="data:,">',
    },
    folders: {'/wasm/': WASM_FILES, ...folders},
    isolated,
  });
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const said: string[] = [];
    page.on('console', message => said.push(message.text()));
    page.on('pageerror', error => said.push(error.message));
    await page.goto(`${server.origin}/index.html`);
    try {
      // As text: what runs these tests would change an import in a function.
      const call = `import('/page.js').then(({default: run}) => run(${JSON.stringify(input)}))`;
      return await page.evaluate<Result>(call);
    } catch (cause) {
      throw new Error(`in the page: ${String(cause)}\n${said.join('\n')}`, {cause});
    }
  } finally {
    await context.close();
    await server.close();
  }
}
