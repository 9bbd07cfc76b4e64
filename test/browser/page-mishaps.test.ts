/** Mishaps on the page of examples/browser: nothing is lost, and every error is reported. */
import {cpSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {basename, join} from 'node:path';
import {strToU8, unzipSync, zipSync} from 'fflate';
import type {Page} from 'playwright-core';
import {beforeAll, describe, expect, it, onTestFinished} from 'vitest';
import {describeInBrowser} from '../support/browser';
import {alertIn, bucketOf, drop, keepVisit, preparePage, setEpochs, visit} from '../support/built-page';

describeInBrowser('mishaps on the page', () => {
  const tests = preparePage(10);
  const {root, of} = tests;

  const thumbs = (page: Page, name: string) => bucketOf(page, name).locator('.thumbs li');
  const status = (page: Page) => page.locator('#training-status');
  /** The page with its photos, ready to train from scratch. */
  const filled = async (epochs: string): Promise<Page> => {
    const {page} = await visit(tests.browser, tests.server);
    await drop(page, 'cat', of('cat'));
    await drop(page, 'dog', of('dog'));
    await page.getByText('16 training photos, 4 validation photos').waitFor();
    await page.getByText('From scratch').click();
    await setEpochs(page, epochs);
    await page.locator('#train:enabled').waitFor();
    return page;
  };

  /** Requests that pass a service worker of the page could not be routed. */
  const unopened = async (): Promise<Page> => {
    const page = await (await tests.browser.newContext({serviceWorkers: 'block'})).newPage();
    onTestFinished(() => page.context().close());
    return page;
  };

  it('asks for confirmation before photos are lost, and only then', async () => {
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
    await page.getByText('1 training photo').waitFor();
    await page.locator('h1').click();
    await page.close({runBeforeUnload: true});
    await expect.poll(() => asked).toEqual(['beforeunload']);
    expect(await thumbs(page, 'cat').count()).toBe(1);
  });

  it('is not replaced by a photo dropped outside the drop zones, and accepts one inside', async () => {
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
    // Without preventDefault the browser would show the file instead of the page.
    expect(await dropOn('h1')).toEqual([true, true]);
    expect(await bucketOf(page, 'cat').getByRole('alert').count()).toBe(0);
    await dropOn('[data-bucket="cat"] .drop');
    await expect
      .poll(() => bucketOf(page, 'cat').getByRole('alert').textContent())
      .toContain('missed.jpg is not');
  });

  it('adds no photo twice, in whichever class it is', async () => {
    const {page} = await visit(tests.browser, tests.server);
    const refused = (name: string) => bucketOf(page, name).getByRole('alert').locator('li').allInnerTexts();
    await drop(page, 'cat', of('cat'));
    await expect.poll(() => thumbs(page, 'cat').count()).toBe(10);
    await drop(page, 'cat', of('cat'));
    await expect.poll(() => refused('cat')).toEqual(['10 photos are already in the class cat.']);
    expect(await thumbs(page, 'cat').count()).toBe(10);
    const renamed = join(root, 'another name.png');
    cpSync(of('cat')[0]!, renamed);
    await drop(page, 'dog', [renamed, of('dog')[0]!]);
    await expect.poll(() => refused('dog')).toEqual(['another name.png is already in the class cat.']);
    expect(await thumbs(page, 'dog').count()).toBe(1);
    // A removed photo can be added again.
    await bucketOf(page, 'dog')
      .getByLabel(`Remove ${basename(of('dog')[0]!)}`)
      .click();
    await drop(page, 'dog', [of('dog')[0]!]);
    await expect.poll(() => thumbs(page, 'dog').count()).toBe(1);
    expect(await refused('dog')).toEqual([]);
  });

  it('creates no class for other files in a folder of photos', async () => {
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
      .toEqual(['README.md was skipped: it is not a photo.']);
    const names = page.locator('.bucket');
    expect(await names.evaluateAll(all => all.map(one => one.getAttribute('data-bucket')))).toEqual([
      'fox',
      'hen',
    ]);
  });

  it('requires a different name for each class, and limits the number of epochs', async () => {
    const {page} = await visit(tests.browser, tests.server);
    const add = page.getByText('Add class');
    await add.click();
    await add.click();
    await page.getByLabel('Remove the class class 3').click();
    await add.click();
    await bucketOf(page, 'class 5').waitFor();
    await page.getByLabel('Remove the class class 5').click();
    await bucketOf(page, 'class 4').getByLabel('Name of the class').fill('');
    await drop(page, 'cat', of('cat').slice(0, 1));
    await drop(page, 'dog', of('dog').slice(0, 1));
    await page.getByText('2 training photos').waitFor();
    await page.locator('#train').click();
    await expect
      .poll(() => alertIn(page, 'Train').allInnerTexts())
      .toEqual(['Every class needs its own name.']);
    const epochs = page.getByLabel('Epochs');
    // What is typed stays while the page changes.
    await epochs.fill('77');
    await drop(page, 'dog', of('dog').slice(1, 3));
    await page.getByText('4 training photos').waitFor();
    expect(await epochs.inputValue()).toBe('77');
    for (const typed of ['5000', '5000']) {
      await setEpochs(page, typed);
      await expect.poll(() => epochs.inputValue()).toBe('1000');
    }
  });

  it('continues training when a photo is removed, and judges predictions by the class names at the start', async () => {
    const page = await filled('20');
    await page.locator('#train').click();
    await status(page).filter({hasText: 'Step'}).waitFor();
    expect(await page.getByLabel('Open a network').isDisabled()).toBe(true);
    await bucketOf(page, 'cat')
      .getByLabel(`Remove ${basename(of('cat')[4]!)}`)
      .click();
    await status(page).filter({hasText: 'Done'}).waitFor();
    expect(await alertIn(page, 'Train').count()).toBe(0);
    await expect.poll(() => page.locator('.predictions li').count()).toBe(3);
    const predictions = await page.locator('.predictions').innerText();
    expect(predictions).toContain('✓');
    await bucketOf(page, 'cat').getByLabel('Name of the class').fill('kitten');
    await bucketOf(page, 'kitten').waitFor();
    expect(await page.locator('.predictions').innerText()).toBe(predictions);
  });

  it('can be stopped while it waits for the backend', async () => {
    const page = await unopened();
    let arrive: () => void = () => undefined;
    const arrival = new Promise<void>(resolve => {
      arrive = resolve;
    });
    await page.route('**/*.wasm*', async route => {
      await arrival;
      await route.continue();
    });
    await page.goto(`${tests.server.origin}/index.html`);
    await drop(page, 'cat', of('cat'));
    await drop(page, 'dog', of('dog'));
    await page.getByText('16 training photos, 4 validation photos').waitFor();
    await page.getByText('From scratch').click();
    await page.locator('#train').click();
    await page.getByRole('button', {name: 'Stop'}).click();
    await page.getByText('Stopping …').waitFor();
    arrive();
    await expect
      .poll(() => alertIn(page, 'Train').allInnerTexts())
      .toEqual(['The training was stopped before its first step.']);
    expect(await page.locator('#train').innerText()).toBe('Train');
    expect(await page.getByRole('button', {name: 'Export the network'}).isDisabled()).toBe(true);
  });

  it('reports that no backend is running if a file of it cannot be loaded, and tries again', async () => {
    const page = await unopened();
    await page.route('**/*.wasm*', route => route.abort());
    await page.goto(`${tests.server.origin}/index.html`);
    const sentence = 'WebAssembly did not start: a file of this page could not be loaded. Reload the page.';
    await expect.poll(() => alertIn(page, 'Network').allInnerTexts()).toEqual([sentence]);
    expect(await page.locator('.chip').innerText()).toBe('No backend is running.');
    await page.unroute('**/*.wasm*');
    await page.getByLabel('Backend').selectOption('wasm');
    await expect.poll(() => page.locator('.chip').innerText()).toMatch(/^WebAssembly on /);
    expect(await alertIn(page, 'Network').count()).toBe(0);
  });

  it('names the files that are not photos, and reports that there is no network yet', async () => {
    const {page} = await visit(tests.browser, tests.server);
    const text = join(root, 'notes.txt');
    writeFileSync(text, 'no photo');
    await page.getByLabel('Photos to predict').setInputFiles([text, of('cat')[0]!]);
    await expect
      .poll(() => alertIn(page, 'Predict').allInnerTexts())
      .toEqual(['notes.txt is not a photo. There is no network yet: train one, or open one.']);
  });

  describe('with a network', () => {
    let page: Page;
    beforeAll(async () => {
      page = await filled('6');
      keepVisit(page);
      await page.locator('#train').click();
      await status(page).filter({hasText: 'Done'}).waitFor();
      await page.locator('#scores li').first().waitFor();
    });

    it('draws chart titles smaller than its headings, and an enabled button in the text color', async () => {
      const style = (selector: string, name: string): Promise<string> =>
        page.evaluate<string>(`getComputedStyle(document.querySelector('${selector}')).${name}`);
      expect(parseFloat(await style('.u-title', 'fontSize'))).toBeLessThan(
        parseFloat(await style('h2', 'fontSize')),
      );
      expect(await style('.look .photo button', 'color')).toBe(await style('body', 'color'));
    });

    it('keeps the network when the backend changes, and when a backend cannot start', async () => {
      const scores = await page.locator('#scores').innerText();
      const chip = await page.locator('.chip').innerText();
      await page.getByLabel('Backend').selectOption('webgpu');
      await expect
        .poll(() => alertIn(page, 'Network').allInnerTexts())
        .toEqual(['WebGPU is not available in this browser.']);
      expect(await page.getByLabel('Backend').inputValue()).toBe('auto');
      expect(await page.locator('.chip').innerText()).toBe(chip);
      const predict = async (file: string): Promise<void> => {
        await page.getByLabel('Photos to predict').setInputFiles(file);
        await expect.poll(() => page.locator('.look .photo img').getAttribute('alt')).toBe(basename(file));
      };
      const first = (await page.locator('.look .photo img').getAttribute('alt')) ?? '';
      await predict(join(root, first));
      await expect.poll(() => page.locator('#scores').innerText()).toBe(scores);

      await page.getByLabel('Backend').selectOption('webgl');
      // The previous chip also names WebGL, as a backend that was skipped.
      await expect.poll(() => page.locator('.chip').innerText()).toMatch(/^WebGL/);
      expect(await alertIn(page, 'Network').count()).toBe(0);
      await predict(of('dog')[1]!);
      await page.locator('.look h3', {hasText: /^(cat|dog)$/}).waitFor();
      await predict(join(root, first));
      const percent = (text: string): number => Number(/([\d.]+) %/.exec(text)?.[1]);
      await expect
        .poll(async () => percent(await page.locator('#scores').innerText()))
        .toBeCloseTo(percent(scores), 0);
    });

    it('names the damaged file in an exported network, keeps the current network, and names an opened one', async () => {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', {name: 'Export the network'}).click(),
      ]);
      const whole = join(root, 'whole.zip');
      await download.saveAs(whole);
      const bytes = readFileSync(whole);
      const files = unzipSync(bytes);
      const preprocessing = JSON.parse(Buffer.from(files['preprocessing.json']!).toString()) as object;
      const flipped = Buffer.from(bytes);
      flipped[bytes.length >> 1]! ^= 0xff;
      const withFile = (name: string, content: Uint8Array): Uint8Array =>
        zipSync({...files, [name]: content});
      const hurt: [string, Uint8Array, RegExp][] = [
        ['cut.zip', bytes.subarray(0, bytes.length >> 1), /^cut.zip is not a zip file, or it is damaged/],
        ['flipped.zip', flipped, /^flipped.zip is damaged: its file weights.bin cannot be read/],
        ['json.zip', withFile('model.json', strToU8('{no')), /^json.zip is damaged: its file model.json/],
        ['null.zip', withFile('model.json', strToU8('null')), /^null.zip is damaged: its file model.json/],
        [
          'pre.zip',
          withFile('preprocessing.json', strToU8('{}')),
          /^pre.zip is damaged: its file preprocessing.json/,
        ],
        [
          'short.zip',
          withFile('weights.bin', files['weights.bin']!.subarray(0, 99)),
          /^short.zip is damaged: its file model.json or weights.bin/,
        ],
        [
          'three.zip',
          withFile(
            'preprocessing.json',
            strToU8(JSON.stringify({...preprocessing, classes: ['a', 'b', 'c']})),
          ),
          /^three.zip contains a network with 2 outputs, but the names of 3 classes/,
        ],
      ];
      const scores = await page.locator('#scores').innerText();
      for (const [name, content, sentence] of hurt) {
        writeFileSync(join(root, name), content);
        await page.getByLabel('Open a network').setInputFiles(join(root, name));
        await expect.poll(() => alertIn(page, 'Export').textContent()).toMatch(sentence);
      }
      expect(await page.locator('#scores').innerText()).toBe(scores);
      await page.getByLabel('Open a network').setInputFiles(whole);
      await expect
        .poll(() => page.locator('#opened').innerText())
        .toBe('whole.zip: alexnet-mini with the classes cat and dog.');
      expect(await alertIn(page, 'Export').count()).toBe(0);
    });
  });
});
