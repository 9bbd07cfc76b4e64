/** The page of examples/browser in the hands of somebody in a hurry: nothing is lost, and it says what happened. */
import {cpSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {basename, join} from 'node:path';
import {strToU8, unzipSync, zipSync} from 'fflate';
import type {Page} from 'playwright-core';
import {expect, it} from 'vitest';
import {describeInBrowser} from '../support/browser';
import {alertIn, bucketOf, drop, preparePage, setTimes, visit} from '../support/built-page';

describeInBrowser('the page, in a hurry', () => {
  const tests = preparePage(10);
  const {root, of} = tests;

  const thumbs = (page: Page, name: string) => bucketOf(page, name).locator('.thumbs li');
  const status = (page: Page) => page.locator('#training-status');
  /** The page with its photos, ready to train from scratch. */
  const filled = async (times: string): Promise<Page> => {
    const {page} = await visit(tests.browser, tests.server);
    await drop(page, 'cat', of('cat'));
    await drop(page, 'dog', of('dog'));
    await page.getByText('16 photos to learn from, 4 held back').waitFor();
    await page.getByText('From scratch').click();
    await setTimes(page, times);
    await expect.poll(() => page.locator('#train').isEnabled()).toBe(true);
    return page;
  };
  const trained = async (): Promise<Page> => {
    const page = await filled('6');
    await page.locator('#train').click();
    await status(page).filter({hasText: 'Done'}).waitFor({timeout: 60_000});
    await page.locator('#scores li').first().waitFor();
    return page;
  };

  it('asks before photos are left behind, and not where there is nothing to lose', async () => {
    const {page} = await visit(tests.browser, tests.server);
    const asked: string[] = [];
    page.on('dialog', dialog => {
      asked.push(dialog.type());
      void dialog.dismiss();
    });
    await page.locator('h1').click();
    await page.evaluate('location.reload()');
    await page.waitForLoadState();
    await page.locator('#train').waitFor();
    expect(asked).toEqual([]);
    await drop(page, 'cat', of('cat').slice(0, 1));
    await page.getByText('1 photo to learn from').waitFor();
    await page.locator('h1').click();
    await page.close({runBeforeUnload: true});
    await expect.poll(() => asked).toEqual(['beforeunload']);
    expect(await thumbs(page, 'cat').count()).toBe(1);
    await page.context().close();
  });

  it('is not replaced by a photo that is dropped beside the buckets, and takes one that hits', async () => {
    const {page} = await visit(tests.browser, tests.server);
    const dropOn = (selector: string): Promise<unknown> =>
      page.evaluate(`(() => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File(['no photo'], 'missed.jpg', {type: 'image/jpeg'}));
        return ['dragover', 'drop'].map(kind => {
          const event = new DragEvent(kind, {bubbles: true, cancelable: true, dataTransfer});
          document.querySelector(${JSON.stringify(selector)}).dispatchEvent(event);
          return event.defaultPrevented;
        });
      })()`);
    // What is not prevented here, the browser follows: it would show the file instead of the page.
    expect(await dropOn('h1')).toEqual([true, true]);
    expect(await bucketOf(page, 'cat').getByRole('alert').count()).toBe(0);
    await dropOn('[data-bucket="cat"] .drop');
    await expect
      .poll(() => bucketOf(page, 'cat').getByRole('alert').textContent())
      .toContain('missed.jpg is not');
  });

  it('takes no photo twice, wherever it lies', async () => {
    const {page} = await visit(tests.browser, tests.server);
    const refused = (name: string) => bucketOf(page, name).getByRole('alert').locator('li').allInnerTexts();
    await drop(page, 'cat', of('cat'));
    await expect.poll(() => thumbs(page, 'cat').count()).toBe(10);
    await drop(page, 'cat', of('cat'));
    await expect.poll(() => refused('cat')).toEqual(['10 photos are in the bucket cat already.']);
    expect(await thumbs(page, 'cat').count()).toBe(10);
    const renamed = join(root, 'another name.png');
    cpSync(of('cat')[0]!, renamed);
    await drop(page, 'dog', [renamed, of('dog')[0]!]);
    await expect.poll(() => refused('dog')).toEqual(['another name.png is in the bucket cat already.']);
    expect(await thumbs(page, 'dog').count()).toBe(1);
    // What was removed can be brought again.
    await bucketOf(page, 'dog')
      .getByLabel(`Remove ${basename(of('dog')[0]!)}`)
      .click();
    await drop(page, 'dog', [of('dog')[0]!]);
    await expect.poll(() => thumbs(page, 'dog').count()).toBe(1);
    expect(await refused('dog')).toEqual([]);
  });

  it('makes no bucket of what else lies in a folder of photos', async () => {
    const {page} = await visit(tests.browser, tests.server);
    const folder = join(root, 'sorted');
    for (const name of ['hen', 'fox']) {
      mkdirSync(join(folder, name), {recursive: true});
    }
    for (const [at, file] of of('cat').slice(0, 4).entries()) {
      cpSync(file, join(folder, at % 2 === 0 ? 'hen' : 'fox', `${at}.png`));
    }
    writeFileSync(join(folder, '.DS_Store'), 'x');
    writeFileSync(join(folder, 'README.md'), 'x');
    await page.getByLabel('Choose a folder whose photos').setInputFiles(folder);
    await expect
      .poll(() => alertIn(page, 'Photos').allInnerTexts())
      .toEqual(['README.md is no photo and not taken.']);
    const names = page.locator('.bucket');
    expect(await names.evaluateAll(all => all.map(one => one.getAttribute('data-bucket')))).toEqual([
      'fox',
      'hen',
    ]);
  });

  it('gives every bucket a name of its own, and takes numbers in its bounds', async () => {
    const {page} = await visit(tests.browser, tests.server);
    const add = page.getByText('+ Another kind');
    await add.click();
    await add.click();
    await page.getByLabel('Remove the bucket class 3').click();
    await add.click();
    await bucketOf(page, 'class 5').waitFor();
    await page.getByLabel('Remove the bucket class 5').click();
    await bucketOf(page, 'class 4').getByLabel('Name of the bucket').fill('');
    await drop(page, 'cat', of('cat').slice(0, 1));
    await drop(page, 'dog', of('dog').slice(0, 1));
    await page.getByText('2 photos to learn from').waitFor();
    await page.locator('#train').click();
    await expect
      .poll(() => alertIn(page, 'Train').allInnerTexts())
      .toEqual(['Every bucket needs a name of its own.']);
    const times = page.getByLabel('Times through the photos');
    for (const typed of ['5000', '5000']) {
      await setTimes(page, typed);
      await expect.poll(() => times.inputValue()).toBe('1000');
    }
  });

  it('goes on training when a photo is removed, and tells right from wrong by the names it began with', async () => {
    const page = await filled('40');
    await page.locator('#train').click();
    await status(page).filter({hasText: 'Step'}).waitFor({timeout: 60_000});
    expect(await page.getByLabel('Open a network').isDisabled()).toBe(true);
    await bucketOf(page, 'cat')
      .getByLabel(`Remove ${basename(of('cat')[4]!)}`)
      .click();
    await status(page).filter({hasText: 'Done'}).waitFor({timeout: 120_000});
    expect(await alertIn(page, 'Train').count()).toBe(0);
    await expect.poll(() => page.locator('.answers li').count()).toBe(3);
    const answers = await page.locator('.answers').innerText();
    expect(answers).toContain('✓');
    await bucketOf(page, 'cat').getByLabel('Name of the bucket').fill('kitten');
    await bucketOf(page, 'kitten').waitFor();
    expect(await page.locator('.answers').innerText()).toBe(answers);
  }, 180_000);

  it('can be stopped while it still waits for what computes', async () => {
    const page = await (await tests.browser.newContext()).newPage();
    let arrive: () => void = () => undefined;
    const arrival = new Promise<void>(resolve => {
      arrive = resolve;
    });
    await page.route('**/*.wasm', async route => {
      await arrival;
      await route.continue();
    });
    await page.goto(`${tests.server.origin}/index.html`);
    await drop(page, 'cat', of('cat'));
    await drop(page, 'dog', of('dog'));
    await page.getByText('16 photos to learn from, 4 held back').waitFor();
    await page.getByText('From scratch').click();
    await page.locator('#train').click();
    await page.getByRole('button', {name: 'Stop'}).click();
    await page.getByText('Stopping …').waitFor();
    arrive();
    await expect
      .poll(() => alertIn(page, 'Train').allInnerTexts(), {timeout: 60_000})
      .toEqual(['The training was stopped before its first step.']);
    expect(await page.locator('#train').innerText()).toBe('Train');
    expect(await page.getByText('Download the network').isDisabled()).toBe(true);
  }, 90_000);

  it('says that nothing computes, where a file of it does not arrive, and tries again', async () => {
    const page = await (await tests.browser.newContext()).newPage();
    await page.route('**/*.wasm', route => route.abort());
    await page.goto(`${tests.server.origin}/index.html`);
    const sentence = 'WebAssembly did not start: a file of this page did not arrive. Load the page again.';
    await expect.poll(() => alertIn(page, 'Network').allInnerTexts(), {timeout: 30_000}).toEqual([sentence]);
    expect(await page.locator('.chip').innerText()).toBe('Nothing that computes has started.');
    await page.unroute('**/*.wasm');
    await page.getByLabel('Computed by').selectOption('wasm');
    await expect.poll(() => page.locator('.chip').innerText(), {timeout: 30_000}).toMatch(/^WebAssembly on /);
    expect(await alertIn(page, 'Network').count()).toBe(0);
  }, 90_000);

  it('says which of several files it was asked about are no photos, and of which it cannot say anything yet', async () => {
    const {page} = await visit(tests.browser, tests.server);
    const text = join(root, 'notes.txt');
    writeFileSync(text, 'no photo');
    await page.getByLabel('Photos to ask about').setInputFiles([text, of('cat')[0]!]);
    await expect
      .poll(() => alertIn(page, 'Ask it').allInnerTexts())
      .toEqual(['notes.txt is not a photo. There is no network to ask yet: train one, or open one.']);
  });

  it('keeps the network when what computes changes, and when it cannot', async () => {
    const page = await trained();
    const scores = await page.locator('#scores').innerText();
    const chip = await page.locator('.chip').innerText();
    await page.getByLabel('Computed by').selectOption('webgpu');
    await expect
      .poll(() => alertIn(page, 'Network').allInnerTexts())
      .toEqual(['This browser has no WebGPU here.']);
    expect(await page.getByLabel('Computed by').inputValue()).toBe('auto');
    expect(await page.locator('.chip').innerText()).toBe(chip);
    const ask = async (file: string): Promise<void> => {
      await page.getByLabel('Photos to ask about').setInputFiles(file);
      await expect.poll(() => page.locator('.look .photo img').getAttribute('alt')).toBe(basename(file));
    };
    const first = (await page.locator('.look .photo img').getAttribute('alt')) ?? '';
    await ask(join(root, first));
    await expect.poll(() => page.locator('#scores').innerText()).toBe(scores);

    await page.getByLabel('Computed by').selectOption('webgl');
    // The chip of before names WebGL too, as what was passed over.
    await expect.poll(() => page.locator('.chip').innerText(), {timeout: 60_000}).toMatch(/^WebGL/);
    expect(await alertIn(page, 'Network').count()).toBe(0);
    await ask(of('dog')[1]!);
    await page.locator('.look h3', {hasText: /^(cat|dog)$/}).waitFor({timeout: 60_000});
    await ask(join(root, first));
    const share = (text: string): number => Number(/([\d.]+) %/.exec(text)?.[1]);
    await expect
      .poll(async () => share(await page.locator('#scores').innerText()), {timeout: 60_000})
      .toBeCloseTo(share(scores), 0);
  }, 180_000);

  it('says which part of a saved network is damaged, keeps the one it has, and names the one it opened', async () => {
    const page = await trained();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByText('Download the network').click(),
    ]);
    const whole = join(root, 'whole.zip');
    await download.saveAs(whole);
    const bytes = readFileSync(whole);
    const files = unzipSync(bytes);
    const preprocessing = JSON.parse(Buffer.from(files['preprocessing.json']!).toString()) as object;
    const flipped = Buffer.from(bytes);
    flipped[bytes.length >> 1]! ^= 0xff;
    const withFile = (name: string, content: Uint8Array): Uint8Array => zipSync({...files, [name]: content});
    const hurt: [string, Uint8Array, RegExp][] = [
      ['cut.zip', bytes.subarray(0, bytes.length >> 1), /^cut.zip is not a zip file, or it is damaged/],
      ['flipped.zip', flipped, /^flipped.zip is damaged: weights.bin in it cannot be read/],
      ['json.zip', withFile('model.json', strToU8('{no')), /^json.zip is damaged: model.json/],
      ['null.zip', withFile('model.json', strToU8('null')), /^null.zip is damaged: model.json/],
      ['pre.zip', withFile('preprocessing.json', strToU8('{}')), /^pre.zip is damaged: preprocessing.json/],
      [
        'short.zip',
        withFile('weights.bin', files['weights.bin']!.subarray(0, 99)),
        /^short.zip is damaged: model.json or weights.bin/,
      ],
      [
        'three.zip',
        withFile('preprocessing.json', strToU8(JSON.stringify({...preprocessing, classes: ['a', 'b', 'c']}))),
        /^three.zip holds a network with 2 outputs and the names of 3 classes/,
      ],
    ];
    const scores = await page.locator('#scores').innerText();
    for (const [name, content, sentence] of hurt) {
      writeFileSync(join(root, name), content);
      await page.getByLabel('Open a network').setInputFiles(join(root, name));
      await expect.poll(() => alertIn(page, 'Keep it').textContent()).toMatch(sentence);
    }
    expect(await page.locator('#scores').innerText()).toBe(scores);
    await page.getByLabel('Open a network').setInputFiles(whole);
    await expect
      .poll(() => page.locator('#opened').innerText())
      .toBe('whole.zip: alexnet-mini, which knows cat and dog.');
    expect(await alertIn(page, 'Keep it').count()).toBe(0);
  }, 120_000);

  it('draws titles no larger than its headings, and a button that can be pressed in the color of text', async () => {
    const page = await trained();
    const style = (selector: string, name: string): Promise<string> =>
      page.evaluate<string>(`getComputedStyle(document.querySelector('${selector}')).${name}`);
    expect(parseFloat(await style('.u-title', 'fontSize'))).toBeLessThan(
      parseFloat(await style('h2', 'fontSize')),
    );
    expect(await style('.look .photo button', 'color')).toBe(await style('body', 'color'));
  }, 120_000);
});
