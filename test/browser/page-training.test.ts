/** Training on the page of examples/browser: pretrained weights, a reload in the middle, and what is shown of the result. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import type {Page} from 'playwright-core';
import {expect, it} from 'vitest';
import {describeInBrowser} from '../support/browser';
import {bucketOf, drop, preparePage, setEpochs, visit} from '../support/built-page';
import {startPageServer} from '../support/page-server';
import {servedNet} from '../support/served-net';

describeInBrowser('training on the page', () => {
  const tests = preparePage(10);
  const {of} = tests;
  const status = (page: Page) => page.locator('#training-status');
  const fill = async (page: Page): Promise<void> => {
    await drop(page, 'cat', of('cat'));
    await drop(page, 'dog', of('dog'));
    await page.getByText('16 training photos, 4 validation photos').waitFor();
  };
  const done = (page: Page) => status(page).filter({hasText: 'Done'}).waitFor();

  it('trains all layers where no pretrained weights can be downloaded, and says so', async () => {
    const {page} = await visit(tests.browser, tests.server);
    await page.context().route('https://download.pytorch.org/**', route => route.abort());
    await fill(page);
    // As many as fit 16 photos.
    expect(await page.getByLabel('Epochs').inputValue()).toBe('60');
    await setEpochs(page, '12');
    await page.locator('#train').click();
    await done(page);
    expect(await page.locator('.note').allInnerTexts()).toEqual([
      'The pretrained weights could not be downloaded, so all layers are trained, for 12 epochs.',
    ]);
    expect(await page.getByLabel('From scratch').isChecked()).toBe(true);

    // Two plain colors are learned: no warning, a table with all on the diagonal, true classes in the gallery.
    expect(await page.locator('#at-chance').count()).toBe(0);
    const cells = await page.locator('#confusion td').allInnerTexts();
    expect(cells).toEqual(['2', '0', '0', '2']);
    expect(await page.locator('.predictions b').allInnerTexts()).toEqual(['cat', 'cat', 'dog', 'dog']);
  });

  it('continues after a reload with its photos, and opens the network after another one', async () => {
    // As for a real visitor, the second load passes the service worker.
    const {page} = await visit(tests.browser, tests.server, {serviceWorkers: 'allow'});
    page.on('dialog', dialog => void dialog.accept());
    await fill(page);
    await page.getByText('From scratch').click();
    await setEpochs(page, '36');
    await page.locator('#train').click();
    await status(page)
      .filter({hasText: /^\s*Step [1-9]\d /})
      .waitFor();
    await page.reload();
    await page.getByRole('button', {name: 'Continue training'}).click();
    await page.getByText('16 training photos, 4 validation photos').waitFor();
    await done(page);
    expect(await bucketOf(page, 'cat').locator('.thumbs li').count()).toBe(10);
    const scores = page.locator('#scores');
    await scores.locator('li').first().waitFor();

    await page.reload();
    await page.getByRole('button', {name: 'Open it'}).click();
    await done(page);
    await scores.locator('li').first().waitFor();
    await page.reload();
    await page.getByRole('button', {name: 'Discard'}).click();
    await page.getByText('is saved in this browser').waitFor({state: 'detached'});
    await page.reload();
    await expect.poll(() => page.locator('.chip').innerText()).toMatch(/^WebAssembly on /);
    expect(await page.getByText('is saved in this browser').count()).toBe(0);
  });

  it('warns plainly where the network is at chance', async () => {
    const {page} = await visit(tests.browser, tests.server);
    // The same photos cannot be told apart: each class has some of both colors.
    await drop(page, 'cat', [...of('cat').slice(0, 5), ...of('dog').slice(0, 5)]);
    await drop(page, 'dog', [...of('cat').slice(5), ...of('dog').slice(5)]);
    await page.getByText('16 training photos, 4 validation photos').waitFor();
    await page.getByText('From scratch').click();
    await setEpochs(page, '2');
    await page.locator('#train').click();
    await done(page);
    expect(await page.locator('#at-chance').innerText()).toContain('no better than chance');
  });

  it('starts from pretrained weights with one click where they can be downloaded', async () => {
    await tf.setBackend('cpu');
    const {bytes, record} = await servedNet();
    const server = await startPageServer({
      files: {
        '/weights/pretrained.json': JSON.stringify({...record, url: 'lenet.safetensors'}),
        '/weights/lenet.safetensors': bytes,
      },
      folders: {'/': `${tests.site.folder}/`},
      isolated: true,
    });
    const {page} = await visit(tests.browser, server);
    await fill(page);
    await page.locator('#train').click();
    await done(page);
    expect(await page.locator('[data-weights]').getAttribute('data-weights')).toBe('lenet5');
    expect(await page.locator('[data-weights]').innerText()).toContain('lenet5 with 3 classes');
    expect(await page.locator('.note').count()).toBe(0);
    await server.close();
  });
});
