/** The camera of the page of examples/browser, from recording to an exported page, in Chromium with a fake camera. */
import {readFileSync, writeFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {pathToFileURL} from 'node:url';
import {zipSync} from 'fflate';
import type {Browser, Page} from 'playwright-core';
import {afterAll, afterEach, beforeAll, expect, it, vi} from 'vitest';
import {seriousViolations} from '../support/accessibility';
import {describeInBrowser} from '../support/browser';
import {launchChromium} from '../support/launch-chromium';
import {
  alertIn,
  bucketOf,
  buildPage,
  closeVisits,
  screensOnPhone,
  setEpochs,
  visit,
  type BuiltPage,
} from '../support/built-page';
import {testData} from '../support/data';
import {writeCameraVideo} from '../support/fake-camera';
import {bundleForPage} from '../support/in-page';
import {startPageServer, type PageServer} from '../support/page-server';
import {writeColorPhotos} from '../support/photo-files';
import {temporaryDirectory} from '../support/temporary-directory';

/** Luma, blue, red of what the camera shows. */
const COLORS = {red: [110, 95, 205], blue: [90, 205, 105]} as const;
type Color = keyof typeof COLORS;

/** Real weights where they are; else a small network is trained from scratch. */
const weights = testData('weights/squeezenet1.1/squeezenet1_1.pth');

/** The code for a page that the page offers. */
const SNIPPET = resolve(import.meta.dirname, '../../examples/browser/src/export/snippet.js');

/** The files of the network in an exported page. */
function modelFilesOf(page: string): Record<string, Uint8Array> {
  const files: Record<string, Uint8Array> = {};
  for (const [, name = '', text = ''] of page.matchAll(/data-file="([^"]+)">([^<]*)</g)) {
    const path = `/model/${name}`;
    files[path] = Buffer.concat([files[path] ?? new Uint8Array(), Buffer.from(text, 'base64')]);
  }
  return files;
}

/** The probabilities that a page shows, of which the text has tenths of a percent. */
async function scoresOf(page: Page): Promise<Record<string, number>> {
  const scores = await page
    .locator('#scores li')
    .evaluateAll(items =>
      items.map(item => [item.querySelector('span')?.textContent, Number(item.dataset['score'])]),
    );
  return Object.fromEntries(scores) as Record<string, number>;
}

describeInBrowser('the camera of the page', () => {
  vi.setConfig({testTimeout: 240_000});
  const root = temporaryDirectory();
  const video = join(root, 'camera.y4m');
  let browser: Browser;
  let site: BuiltPage;
  let server: PageServer;

  beforeAll(async () => {
    writeCameraVideo(video, COLORS.red);
    [browser, site] = await Promise.all([launchChromium({camera: video}), buildPage()]);
    server = await site.serve(true);
  }, 180_000);
  afterEach(closeVisits);
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  /** Holds the button until the class has `count` photos. */
  const record = async (page: Page, name: string, color: Color, count: number): Promise<void> => {
    writeCameraVideo(video, COLORS[color]);
    await bucketOf(page, name).getByRole('button', {name: 'Use the camera'}).click();
    const button = page.getByRole('button', {name: 'Hold to record'});
    await button.hover();
    await page.mouse.down();
    await expect.poll(() => bucketOf(page, name).locator('.thumbs li').count()).toBeGreaterThanOrEqual(count);
    await page.mouse.up();
    // A frame that is being encoded still comes; after it, nothing is recorded any more.
    const taken = page.locator('dialog .thumbs li');
    await expect
      .poll(async () => {
        const before = await taken.count();
        await page.waitForTimeout(500);
        return (await taken.count()) - before;
      })
      .toBe(0);
    expect(await taken.count()).toBeGreaterThanOrEqual(count);
    expect(await seriousViolations(page)).toEqual([]);
    await page.getByRole('button', {name: 'Done'}).click();
  };

  /** What a page shows for a file: scores by class. */
  const exportedScores = async (address: string, photo: string): Promise<Record<string, number>> => {
    const context = await browser.newContext();
    const page = await context.newPage();
    page.setDefaultTimeout(120_000);
    const problems: string[] = [];
    page.on('pageerror', error => problems.push(error.message));
    page.on('console', message => {
      if (message.type() === 'error') {
        problems.push(message.text());
      }
    });
    await page.goto(address);
    await page.getByText('Ready: WebAssembly').waitFor();
    await page.getByLabel('Choose a photo').setInputFiles(photo);
    await page.locator('#scores li').first().waitFor();
    const scores = await scoresOf(page);
    writeCameraVideo(video, COLORS.blue);
    await page.getByRole('button', {name: 'Use the camera'}).click();
    await page.locator('#rate', {hasText: 'predictions per second'}).waitFor();
    expect(await page.locator('#class').textContent()).toBe('dog');
    expect(problems).toEqual([]);
    await context.close();
    return scores;
  };

  /** What the code that the page offers returns for the photo. */
  const snippetScores = async (origin: string): Promise<Record<string, number>> => {
    const page = await browser.newPage();
    await page.goto(`${origin}/index.html`);
    const scores = await page.evaluate<{label: string; score: number}[]>(`(async () => {
      const {predict} = await import('/page.js');
      return predict(await createImageBitmap(await (await fetch('/photo.png')).blob()));
    })()`);
    await page.close();
    return Object.fromEntries(scores.map(({label, score}) => [label, score]));
  };

  it('records classes, predicts live, and exports a page that predicts the same alone', async () => {
    const {page, errors} = await visit(browser, server);
    await record(page, 'cat', 'red', 6);
    await record(page, 'dog', 'blue', 6);
    if (weights === undefined) {
      await page.getByText('From scratch').click();
      await setEpochs(page, '12');
    } else {
      await page.getByLabel('Weight file', {exact: true}).setInputFiles(weights);
      await page.locator('[data-weights="squeezenet1.1"]').waitFor();
      await setEpochs(page, '10');
    }
    await page.locator('#train').click();
    await page.locator('#training-status', {hasText: 'Done'}).waitFor();

    // Live: each color is predicted as its class, again and again.
    for (const [color, name] of [
      ['red', 'cat'],
      ['blue', 'dog'],
    ] as const) {
      writeCameraVideo(video, COLORS[color]);
      await page.getByRole('button', {name: 'Predict with the camera'}).click();
      await page.locator('.live h3', {hasText: name}).waitFor();
      await page.locator('#rate', {hasText: 'predictions per second'}).waitFor();
      const count = async (): Promise<number> =>
        Number(await page.locator('#live-scores').getAttribute('data-count'));
      const before = await count();
      await expect.poll(count).toBeGreaterThan(before + 2);
      expect(await page.locator('.live h3').textContent()).toBe(name);
      console.info(
        `live on ${weights === undefined ? 'alexnet-mini' : 'squeezenet1.1'}: ${await page.locator('#rate').innerText()}`,
      );
      expect(await screensOnPhone(page)).toBeLessThan(3);
      await page.getByRole('button', {name: 'Stop the camera'}).click();
    }
    expect(await page.evaluate(`document.querySelector('.live video').srcObject === null`)).toBe(true);

    // A photo of neither plain color, so that the scores are not all 0 and 1.
    const photo = join(root, 'photo.png');
    writeFileSync(
      photo,
      Buffer.from(
        await page.evaluate<string>(`(async () => {
          const canvas = new OffscreenCanvas(90, 70);
          const context = canvas.getContext('2d');
          context.fillStyle = '#a04070';
          context.fillRect(0, 0, 90, 70);
          context.fillStyle = '#3050c0';
          context.fillRect(30, 10, 40, 40);
          const bytes = new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer());
          return btoa(String.fromCharCode(...bytes));
        })()`),
        'base64',
      ),
    );
    // The page shows the scores of a validation photo until those of this one are there.
    const shown = await scoresOf(page);
    await page.getByLabel('Photos to predict').setInputFiles(photo);
    let expected = shown;
    const haveChanged = async (): Promise<boolean> => {
      expected = await scoresOf(page);
      return Object.keys(expected).length === 2 && expected['cat'] !== shown['cat'];
    };
    await expect.poll(haveChanged).toBe(true);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', {name: /^Page/}).click(),
    ]);
    const file = join(root, 'predict.html');
    await download.saveAs(file);
    expect(errors).toEqual([]);
    const text = readFileSync(file, 'utf8');
    const alone = await startPageServer({
      files: {
        ...modelFilesOf(text),
        ...(await bundleForPage(SNIPPET)),
        '/predict.html': text,
        '/photo.png': readFileSync(photo),
        '/index.html': '<!doctype html><link rel="icon" href="data:,">',
      },
      isolated: false,
    });
    const fromFile = await exportedScores(pathToFileURL(file).href, photo);
    const fromServer = await exportedScores(`${alone.origin}/predict.html`, photo);
    const fromSnippet = await snippetScores(alone.origin);
    await alone.close();
    expect(Object.keys(fromFile).sort()).toEqual(['cat', 'dog']);
    for (const [name, score] of Object.entries(expected)) {
      expect(Math.abs((fromFile[name] ?? NaN) - score)).toBeLessThanOrEqual(1e-4);
      expect(Math.abs((fromServer[name] ?? NaN) - (fromFile[name] ?? NaN))).toBeLessThanOrEqual(1e-6);
      expect(Math.abs((fromSnippet[name] ?? NaN) - (fromFile[name] ?? NaN))).toBeLessThanOrEqual(1e-6);
    }
  });

  it('opens zips of Teachable Machine, and names one that is not opened', async () => {
    const {page} = await visit(browser, server);
    await writeColorPhotos(root, {classes: ['cup', 'pen'], perClass: 3, side: 32});
    const samples = (name: string): Uint8Array =>
      zipSync(
        Object.fromEntries([0, 1, 2].map(at => [`${at}.png`, readFileSync(join(root, `${name}.${at}.png`))])),
      );
    const [cup, pen, bad] = ['cup-samples.zip', 'pen-samples.zip', 'bad.zip'].map(name => join(root, name));
    writeFileSync(cup!, samples('cup'));
    writeFileSync(pen!, samples('pen'));
    writeFileSync(bad!, zipSync({'../0.png': new Uint8Array(9)}));
    await page.getByLabel('Open a zip of Teachable Machine').setInputFiles([cup!, pen!, bad!]);
    await expect.poll(() => bucketOf(page, 'pen').locator('.thumbs li').count()).toBe(3);
    expect(await bucketOf(page, 'cup').locator('.thumbs li').count()).toBe(3);
    expect(await page.locator('.bucket').count()).toBe(2);
    expect(await alertIn(page, 'Photos').innerText()).toBe(
      'bad.zip is not opened: its entry ../0.png leads out of the zip.',
    );
  });

  it('opens without a network once it was open, with threads on a host that sends no headers', async () => {
    const plain = await site.serve(false);
    const {page} = await visit(browser, plain, {serviceWorkers: 'allow'});
    await page.getByText('It works without a network from now on.').waitFor();
    await plain.close();
    await page.reload();
    await expect.poll(() => page.locator('.chip').textContent()).toContain('2 threads');
    // A part that was never loaded before.
    const part = await page.evaluate<string>(`(async () => {
      const [name] = await caches.keys();
      const files = await (await caches.open(name)).keys();
      const {url} = files.find(file => file.url.includes('predictor-code'));
      return (await import(url)).code;
    })()`);
    expect(part).toContain('data-file');
  });
});
