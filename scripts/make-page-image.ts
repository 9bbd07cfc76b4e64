/**
 * `npm run page-image`: trains the page of examples/browser on drawn photos in chromium and writes docs/images/page.png,
 * the image in the README. Run it where the page looks different.
 */
import {mkdtempSync, readdirSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {chromium} from 'playwright-core';
import sharp from 'sharp';
import {build, preview} from 'vite';
import {findChromium} from '../test/support/find-chromium';
import {ensureBuilt, ROOT} from './project';

const IMAGE_FILE = join(ROOT, 'docs/images/page.png');
const WIDTH = 1040;
const PHOTOS = 240;
const EPOCHS = '60';
/** Predictions that the page shows. */
const SHOWN = 24;

ensureBuilt();
// What is imported by name is the build.
const {drawCatsAndDogs} = await import('tfjs-alexnet/node');
const executablePath = findChromium();
if (executablePath === undefined) {
  throw new Error('No chromium: install it, or set ALEXNET_CHROMIUM to its path.');
}
const folder = mkdtempSync(join(tmpdir(), 'tfjs-alexnet-image-'));
const photos = join(folder, 'photos');
await drawCatsAndDogs(photos, {count: PHOTOS, seed: 1});
const site = {
  configFile: join(ROOT, 'examples/browser/vite.config.ts'),
  build: {outDir: join(folder, 'site'), emptyOutDir: true},
};
await build({...site, logLevel: 'error'});
const server = await preview(site);
const browser = await chromium.launch({executablePath, args: ['--headless', '--no-sandbox']});
try {
  const page = await browser.newPage({viewport: {width: WIDTH, height: 1000}});
  await page.goto(server.resolvedUrls?.local[0] ?? '');
  for (const name of ['cat', 'dog']) {
    const files = readdirSync(join(photos, name)).map(file => join(photos, name, file));
    await page.getByLabel(`Training photos of ${name}`).setInputFiles(files);
  }
  await page.getByText(`${PHOTOS / 5} validation photos`).waitFor({timeout: 120_000});
  await page.getByText('From scratch').click();
  await page.getByLabel('Epochs').fill(EPOCHS);
  await page.locator('#train').click();
  await page.locator('#training-status', {hasText: 'Done'}).waitFor({timeout: 600_000});
  // The predictions come after it.
  await page
    .locator('.predictions li')
    .nth(SHOWN - 1)
    .waitFor();
  await page.evaluate('scrollTo(0, 0)');
  const train = page.locator('section', {has: page.getByRole('heading', {name: 'Train'})});
  const box = await train.boundingBox();
  if (box === null) {
    throw new Error('The section with the heading "Train" is not visible.');
  }
  const screenshot = await page.screenshot({
    fullPage: true,
    clip: {x: 0, y: 0, width: WIDTH, height: Math.ceil(box.y + box.height + 14)},
  });
  // 256 colors make the file a third as large, and nobody sees it.
  await sharp(screenshot).png({palette: true, effort: 10}).toFile(IMAGE_FILE);
  console.log(IMAGE_FILE);
} finally {
  await browser.close();
  await server.close();
  rmSync(folder, {recursive: true});
}
