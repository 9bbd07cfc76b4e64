/** Every example is typed line by line as its README says, in an empty folder, from the package that would be published. */
import {execFileSync} from 'node:child_process';
import {existsSync, readFileSync, symlinkSync} from 'node:fs';
import {join, resolve} from 'node:path';
import type {Browser, Page} from 'playwright-core';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {HAS_TENSORFLOW} from '../support/backends';
import {launchChromium} from '../support/launch-chromium';
import {findChromium} from '../support/find-chromium';
import {
  EXAMPLES,
  exampleNames,
  expectedLines,
  isPage,
  lastLines,
  linesToType,
  typeLine,
  typeLines,
} from '../support/example';
import {installLinked, packPackage, unpackPackage} from '../support/packed-package';
import {temporaryDirectory} from '../support/temporary-directory';
import {missingWebGPU} from '../support/webgpu';

const ROOT = resolve(import.meta.dirname, '../..');
const HAS_GPU_PACKAGE = existsSync(
  join(ROOT, 'node_modules/@tensorflow/tfjs-node-gpu/lib/napi-v8/tfjs_binding.node'),
);
/** Pages that wait for a user: the tests that simulate one compare their output with the README. */
const VISITED: Record<string, string> = {browser: 'test/browser/page.test.ts'};
/** Is run as where native modules cannot be loaded. */
const WITHOUT_SHARP = 'stackblitz';
/** Loads everything from a CDN. */
const FROM_CDN = 'cdn-page';
const CDN = 'https://cdn.jsdelivr.net/npm/';
/** The line that sets up native TensorFlow, which takes minutes; here the package of this repository stands for it. */
const SETUP = /^npx alexnet setup (tfjs-node(?:-gpu)?)$/;

/** Why an example cannot run here, or undefined. */
function missingFor(name: string): string | undefined {
  const missing: Record<string, string | undefined> = {
    'tfjs-node': HAS_TENSORFLOW ? undefined : 'tfjs-node is not set up here',
    'tfjs-node-gpu': HAS_GPU_PACKAGE ? undefined : 'tfjs-node-gpu is not set up here',
    'webgpu-node': missingWebGPU,
  };
  const noBrowser =
    isPage(name) && findChromium() === undefined ? 'no chromium; apt-get install chromium' : undefined;
  return missing[name] ?? noBrowser;
}

function hasVersion(folder: string, version: string): boolean {
  return (
    (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {version: string}).version === version
  );
}

describe('examples', () => {
  let unpacked = '';
  beforeAll(async () => {
    const folder = temporaryDirectory();
    unpacked = await unpackPackage(await packPackage(folder), folder);
  }, 300_000);

  /** One browser for all pages; each is opened by a new visitor. */
  let started: Promise<Browser> | undefined;
  const browser = (): Promise<Browser> => (started ??= launchChromium({gpu: true}));
  afterAll(async () => {
    await (await started)?.close();
  });

  /** Folders with the installed packages that examples of Node name, by these names. */
  const installed = new Map<string, string>();
  /** Installs packages, or links the `node_modules` of an example with the same; Vite writes into that of a page. */
  async function install(name: string, packages: readonly string[], folder: string): Promise<void> {
    const leftOut = name === WITHOUT_SHARP ? ['sharp'] : [];
    const key = JSON.stringify([isPage(name) ? name : '', leftOut, [...packages].sort()]);
    const other = installed.get(key);
    if (other === undefined) {
      await installLinked(packages, folder, {'tfjs-alexnet': unpacked}, {leftOut});
      installed.set(key, folder);
    } else {
      symlinkSync(join(other, 'node_modules'), join(folder, 'node_modules'), 'dir');
    }
  }

  it('are in the package with all of their files', () => {
    const tracked = execFileSync('git', ['ls-files', 'examples'], {cwd: ROOT, encoding: 'utf8'});
    const files = tracked.trim().split('\n');
    expect(files.length).toBeGreaterThan(40);
    expect(files.filter(file => !existsSync(join(unpacked, file)))).toEqual([]);
  });

  for (const name of exampleNames().filter(name => name !== FROM_CDN)) {
    const missing = missingFor(name);
    const visitedBy = VISITED[name];
    const law =
      visitedBy === undefined ? 'ends as its README says' : `opens in a browser; driven by ${visitedBy}`;
    it.skipIf(missing !== undefined)(
      `${name} ${missing === undefined ? law : `(skipped: ${missing})`}`,
      async () => {
        const folder = temporaryDirectory();
        const native = linesToType(name).flatMap(line => SETUP.exec(line)?.[1] ?? []);
        const options = {
          install: (packages: readonly string[]) =>
            install(name, [...packages, ...native.map(kind => `@tensorflow/${kind}`)], folder),
          leftOut: SETUP,
          browser,
        };
        if (visitedBy === undefined) {
          const expected = expectedLines(name);
          const said = await typeLines(name, folder, options);
          expect(lastLines(said, expected.length)).toEqual(expected);
          if (name === WITHOUT_SHARP) {
            await expectOwnDecoder(said, folder);
          }
        } else {
          // A page that starts its backend has loaded all of its parts.
          const read = (page: Page): Promise<string> =>
            page.locator('.chip', {hasText: /Web(Assembly|GPU|GL)/}).innerText();
          expect(await typeLines(name, folder, {...options, read})).not.toContain('\n');
          expect(readFileSync(join(ROOT, visitedBy), 'utf8')).toContain(`expectedLines('${name}')`);
        }
      },
      240_000,
    );
  }

  /** The run names its decoder, and is not resumed with sharp. */
  async function expectOwnDecoder(said: string, folder: string): Promise<void> {
    expect(said).toContain('photos decoded by wasm');
    const [, run = ''] = /(runs\/\S+)\/report\.html/.exec(said) ?? [];
    expect(existsSync(join(folder, run, 'report.html'))).toBe(true);
    await installLinked(['sharp'], folder, {});
    const resumed = typeLine(`npx alexnet train --resume --out ${run} --epochs 13`, folder);
    await expect(resumed).rejects.toThrow('the decoder of photos changed');
  }

  it.skipIf(findChromium() === undefined)(
    `${FROM_CDN} ends as its README says, with the packed package in place of the CDN`,
    async () => {
      const folder = temporaryDirectory();
      const packages = ['tfjs-alexnet', '@tensorflow/tfjs-core', '@tensorflow/tfjs-layers'];
      await install(FROM_CDN, packages, folder);
      const context = await (await browser()).newContext();
      try {
        const page = await context.newPage();
        const others: string[] = [];
        await page.route(/^https?:/, async route => {
          const url = route.request().url();
          // https://cdn.jsdelivr.net/npm/NAME@VERSION/PATH
          const [, name = '', version = '', path = ''] =
            /^((?:@[^/]+\/)?[^@/]+)@([^/]+)\/(.*)$/.exec(url.startsWith(CDN) ? url.slice(CDN.length) : '') ??
            [];
          const place = join(folder, 'node_modules', name);
          const file = join(place, path);
          if (name === '' || !existsSync(file) || !hasVersion(place, version)) {
            others.push(url);
            await route.abort();
            return;
          }
          await route.fulfill({path: file, headers: {'Access-Control-Allow-Origin': '*'}});
        });
        await page.goto(`file://${join(unpacked, 'examples', FROM_CDN, 'index.html')}`);
        const expected = expectedLines(FROM_CDN);
        const output = page.locator('#output');
        await output.filter({hasText: /the loss|Error/}).waitFor({timeout: 120_000});
        expect({shown: lastLines(await output.innerText(), expected.length), others}).toEqual({
          shown: expected,
          others: [],
        });
      } finally {
        await context.close();
      }
    },
    180_000,
  );

  it('have a README with lines to type and expected output each, also those that cannot run here', () => {
    const list = readFileSync(join(EXAMPLES, 'README.md'), 'utf8');
    expect(exampleNames().filter(name => !list.includes(`(${name}/README.md)`))).toEqual([]);
    for (const name of exampleNames()) {
      expect(expectedLines(name).join(''), name).not.toBe('');
      expect(linesToType(name)[0], name).toMatch(/npm i tfjs-alexnet|npm\/tfjs-alexnet@/);
    }
  });
});
