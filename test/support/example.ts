/** Examples as users have them: a folder with a README that shows the last lines of the output. */
import {execFile} from 'node:child_process';
import {existsSync, mkdtempSync, readFileSync, readdirSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {basename, join, resolve} from 'node:path';
import {promisify} from 'node:util';
import {build} from 'vite';
import {launchChromium} from './browser';
import {startPageServer} from './page-server';

const run = promisify(execFile);
const ROOT = resolve(import.meta.dirname, '../..');

/** The folder of all examples. */
export const EXAMPLES = join(ROOT, 'examples');

/** How an example is run: a page writes into its element #output; a visited one waits for a person. */
export type ExampleKind = 'script' | 'typescript' | 'page' | 'visited';

const MAIN: [file: string, kind: ExampleKind][] = [
  ['main.mjs', 'script'],
  ['main.cjs', 'script'],
  ['main.ts', 'typescript'],
  ['main.js', 'page'],
  ['index.html', 'visited'],
];

/** Examples of which the test of the packed package runs a copy, so that none needs to be run here as well. */
export const COPIED_EXAMPLES = ['plain-esm', 'plain-cjs', 'typescript', 'wasm-node', 'plain-page'];

/** Names of all examples. */
export function exampleNames(): string[] {
  return readdirSync(EXAMPLES, {withFileTypes: true}).flatMap(entry =>
    entry.isDirectory() ? [entry.name] : [],
  );
}

/** The last lines of output that the README of an example promises: its last block of plain text, after a line `…`. */
export function expectedLines(name: string): string[] {
  const readme = readFileSync(join(EXAMPLES, name, 'README.md'), 'utf8');
  const block = [...readme.matchAll(/^```text\n([\s\S]*?)^```/gm)].at(-1)?.[1];
  if (block === undefined) {
    throw new Error(
      `examples/${name}/README.md has no block of text with what the example prints at the end`,
    );
  }
  const lines = block.trimEnd().split('\n');
  return lines.slice(lines.lastIndexOf('…') + 1);
}

/** As many lines from the end of an output as are expected. */
export function lastLines(output: string, count: number): string[] {
  return output.trimEnd().split('\n').slice(-count);
}

/** What kind of example lies in a folder, and its main file. */
export function kindOf(folder: string): {file: string; kind: ExampleKind} {
  const [file, kind] = MAIN.find(([name]) => existsSync(join(folder, name))) ?? [];
  if (file === undefined || kind === undefined) {
    throw new Error(`${folder} has none of ${MAIN.map(([name]) => name).join(', ')}`);
  }
  return {file: join(folder, file), kind};
}

/** Runs the example in this folder, in the repository or in another project, and returns its output. */
export async function runExample(folder: string): Promise<string> {
  const {file, kind} = kindOf(folder);
  switch (kind) {
    case 'script':
      return await runNode(file, folder);
    case 'typescript':
      await runNode(join(ROOT, 'node_modules/typescript/bin/tsc'), folder, '-p', '.');
      try {
        return await runNode(join(folder, 'out/main.js'), folder);
      } finally {
        rmSync(join(folder, 'out'), {recursive: true, force: true});
      }
    case 'page':
      return await runPage(folder);
    case 'visited':
      throw new Error(`${folder} is a page for people: its test has to act as one`);
  }
}

async function runNode(file: string, cwd: string, ...words: string[]): Promise<string> {
  return (await run(process.execPath, [file, ...words], {cwd, maxBuffer: 1e8})).stdout;
}

/** Builds the page with Vite as it comes, without a configuration, and opens it. */
async function runPage(folder: string): Promise<string> {
  const outDir = mkdtempSync(join(tmpdir(), 'tfjs-alexnet-example-'));
  const lastLine = expectedLines(basename(folder)).at(-1) ?? '';
  await build({
    root: folder,
    configFile: false,
    logLevel: 'error',
    build: {outDir, emptyOutDir: true, minify: false},
  });
  const server = await startPageServer({files: {}, folders: {'/': `${outDir}/`}, isolated: false});
  const browser = await launchChromium({gpu: true});
  try {
    const page = await browser.newPage();
    const said: string[] = [];
    page.on('pageerror', error => said.push(error.message));
    await page.goto(`${server.origin}/index.html`);
    const output = page.locator('#output');
    const failed = output.filter({hasText: 'Error'});
    await output.filter({hasText: lastLine}).or(failed).waitFor({timeout: 120_000});
    return [await output.innerText(), ...said].join('\n');
  } finally {
    await browser.close();
    await server.close();
    rmSync(outDir, {recursive: true, force: true});
  }
}
