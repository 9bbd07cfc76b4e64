/** Published weights in a real page: the browser's cache keeps them, checked each time. */
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import type {Browser} from 'playwright-core';
import {afterAll, beforeAll, expect, it} from 'vitest';
import {createModel} from '../../src/models/create-model';
import {describeInBrowser} from '../support/browser';
import {launchChromium} from '../support/launch-chromium';
import {runInPage} from '../support/in-page';
import {servedNet} from '../support/served-net';
import {temporaryDirectory} from '../support/temporary-directory';
import type {PageInput, PageResult} from './load-pretrained.page';

const PAGE = join(import.meta.dirname, 'load-pretrained.page.ts');

describeInBrowser('loadPretrained in a page', () => {
  const folder = join(temporaryDirectory(), 'weights');
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser.close();
  });

  it('downloads once, keeps the file, and repairs it where it is damaged', async () => {
    await tf.setBackend('cpu');
    const {bytes, record} = await servedNet();
    mkdirSync(folder);
    writeFileSync(join(folder, 'lenet.safetensors'), bytes);
    const input: PageInput = {record, mirror: '/weights/'};
    const folders = {'/weights/': folder};
    const {from, outputs, notes, entries} = await runInPage<PageResult>(PAGE, {
      browser,
      isolated: false,
      input,
      folders,
    });
    expect(from.slice(0, 2)).toEqual(['download', 'cache']);
    expect(from.slice(2).sort()).toEqual(['cache', 'repair']);
    expect(notes).toContain('lenet5.served: another program is downloading it; waiting');
    expect(entries).toEqual(['https://weights.tfjs-alexnet.invalid/lenet5.served/lenet.safetensors']);
    const model = createModel('lenet5', {classes: 3, seed: 5});
    const here = [...(model.predict(tf.ones([1, 32, 32, 1])) as tf.Tensor).dataSync()];
    for (const output of outputs) {
      expect(Math.max(...output.map((value, i) => Math.abs(value - here[i]!)))).toBeLessThan(1e-6);
    }
  });
});
