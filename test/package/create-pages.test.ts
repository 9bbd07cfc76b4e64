/** The pages that `npm create tfjs-alexnet` makes: bundled with the built package, and the one without a framework trains. */
import {mkdirSync, readFileSync, symlinkSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {build} from 'esbuild';
import {beforeAll, describe, expect, it} from 'vitest';
import {TEMPLATES} from '../../packages/create-tfjs-alexnet/src/templates.mjs';
import {writeProject} from '../../packages/create-tfjs-alexnet/src/write-project.mjs';
import {describeInBrowser} from '../support/browser';
import {builtCommand} from '../support/command';
import {launchChromium} from '../support/launch-chromium';
import {startPageServer} from '../support/page-server';
import {temporaryDirectory} from '../support/temporary-directory';

const ROOT = resolve(import.meta.dirname, '../..');
const projects = temporaryDirectory();

/** Makes the project of a template and bundles its script and its worker; returns the folder with the result. */
async function bundled(name: string, script: string): Promise<string> {
  const [folder, outdir] = [join(projects, name), join(projects, `${name}-bundled`)];
  const template = TEMPLATES.find(template => template.name === name);
  if (template === undefined) {
    throw new Error(`there is no template ${name}`);
  }
  await writeProject(template, folder);
  await build({
    entryPoints: [script, 'worker.js', 'style.css'].map(file => join(folder, 'src', file)),
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    // React is no package of this repository.
    external: ['react', 'react-dom', 'react/jsx-runtime', 'react-dom/client'],
    logLevel: 'error',
  });
  return outdir;
}

beforeAll(async () => {
  await builtCommand();
  mkdirSync(join(projects, 'node_modules'));
  symlinkSync(join(ROOT, 'node_modules/@tensorflow'), join(projects, 'node_modules/@tensorflow'));
  symlinkSync(ROOT, join(projects, 'node_modules/tfjs-alexnet'));
}, 300_000);

describe('the React template', () => {
  it('imports only what the package has', async () => {
    expect(readFileSync(join(await bundled('react', 'main.jsx'), 'main.js'), 'utf8')).toContain('createRoot');
  });
});

describeInBrowser('the Vite template', () => {
  it('trains and predicts', async () => {
    const outdir = await bundled('vite', 'main.js');
    const server = await startPageServer({
      files: {'/index.html': readFileSync(join(projects, 'vite/index.html'), 'utf8')},
      folders: {'/src/': `${outdir}/`},
      isolated: true,
    });
    const browser = await launchChromium();
    const page = await browser.newPage();
    const problems: string[] = [];
    page.on('pageerror', error => problems.push(error.message));
    await page.goto(`${server.origin}/index.html`);
    await page.locator('#train').click();
    const status = page.locator('#status', {hasText: /^Done|fix:|Error/});
    await status.waitFor({timeout: 60_000});
    expect(await status.innerText()).toMatch(/^Done, validation accuracy (9\d|100)\.\d %$/);
    const photo = await page.screenshot({clip: {x: 0, y: 0, width: 64, height: 64}});
    await page
      .getByLabel('Predict a photo')
      .setInputFiles({name: 'photo.png', mimeType: 'image/png', buffer: photo});
    await page.locator('#scores li').nth(1).waitFor();
    expect(problems).toEqual([]);
    await browser.close();
    await server.close();
  }, 120_000);
});
