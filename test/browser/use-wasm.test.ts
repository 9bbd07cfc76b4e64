/** The kernels in a real page, on several threads where the page is isolated and on one where it is not. */
import {join} from 'node:path';
import type {Browser} from 'playwright-core';
import {afterAll, beforeAll, expect, it} from 'vitest';
import {describeInBrowser} from '../support/browser';
import {launchChromium} from '../support/launch-chromium';
import {runInPage} from '../support/in-page';
import trainHere, {type PageInput, type PageResult} from './use-wasm.page';

const PAGE = join(import.meta.dirname, 'use-wasm.page.ts');
const STEPS = 12;

describeInBrowser('useWasm in a page', () => {
  let browser: Browser;
  const train = (isolated: boolean, threads: number, wasmPath?: string): Promise<PageResult> => {
    const input: PageInput = {threads, steps: STEPS, ...(wasmPath === undefined ? {} : {wasmPath})};
    return runInPage<PageResult>(PAGE, {browser, isolated, input});
  };
  let isolated: PageResult;

  beforeAll(async () => {
    browser = await launchChromium();
    isolated = await train(true, 2);
  });
  afterAll(async () => {
    await browser.close();
  });

  it('trains on two threads where the page is cross-origin isolated', () => {
    expect(isolated).toMatchObject({
      isolated: true,
      served: 1,
      report: {backend: 'wasm', threads: 2, simd: true, kernels: 'relaxed'},
    });
    expect(isolated.report.oneThreadBecause).toBeUndefined();
    expect(isolated.losses).toHaveLength(STEPS);
    expect(isolated.losses.at(-1)).toBeLessThan(0.5 * isolated.losses[0]!);
  });

  it('trains on one thread where it is not, says why, and gets the same bits', async () => {
    const alone = await train(false, 2, '/wasm/');
    expect(alone).toMatchObject({isolated: false, served: 0, report: {threads: 1, kernels: 'relaxed'}});
    expect(alone.report.oneThreadBecause).toContain('not cross-origin isolated');
    expect(alone.report.oneThreadBecause).toContain('Cross-Origin-Opener-Policy: same-origin');
    expect(alone.losses).toEqual(isolated.losses);
  });

  it('names the address and what the host sends where wasmPath does not lead to the files', async () => {
    await expect(train(false, 1, '/lost/')).rejects.toThrow(
      /received: http:\/\/127[^ ]*\/lost\/tfjs-backend-wasm-simd\.wasm: status 404, application\/wasm/,
    );
  });

  it('gets the same bits as in Node', async () => {
    const here = await trainHere({threads: 2, steps: STEPS});
    expect(here.losses).toEqual(isolated.losses);
  });
});
