/** Examples as users have them: the lines of their README, run in an empty folder with the packed package. */
import {spawn, type ChildProcess} from 'node:child_process';
import {readFileSync, readdirSync} from 'node:fs';
import {createServer, type AddressInfo} from 'node:net';
import {join, resolve} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import type {Browser, Page} from 'playwright-core';

const ROOT = resolve(import.meta.dirname, '../..');

/** The folder of all examples. */
export const EXAMPLES = join(ROOT, 'examples');

/** Names of all examples. */
export function exampleNames(): string[] {
  return readdirSync(EXAMPLES, {withFileTypes: true}).flatMap(entry =>
    entry.isDirectory() ? [entry.name] : [],
  );
}

/** The last lines of output that the README of an example promises: its last block of plain text, after a line `…`. */
export function expectedLines(name: string): string[] {
  const block = blocksOf(name, 'text').at(-1);
  if (block === undefined) {
    throw new Error(
      `examples/${name}/README.md has no block of text with what the example prints at the end`,
    );
  }
  return block.slice(block.lastIndexOf('…') + 1);
}

/** The lines that the README of an example says to type in an empty folder: its first block of shell lines. */
export function linesToType(name: string): string[] {
  return blocksOf(name, 'sh')[0] ?? [];
}

/** The packages of a line `npm i …`, without their versions; undefined for other lines. */
export function namedPackages(line: string): string[] | undefined {
  return /^npm (?:i|install) (.*)$/
    .exec(line)?.[1]
    ?.split(/\s+/)
    .map(word => word.replace(/(?<=.)@.*$/, ''));
}

/** As many lines from the end of an output as are expected. */
export function lastLines(output: string, count: number): string[] {
  return output.trimEnd().split('\n').slice(-count);
}

/** Whether the last line starts a server, of which the page is to be opened. */
export function isPage(name: string): boolean {
  return linesToType(name).at(-1)?.startsWith('npx vite ') === true;
}

/** What stands for the parts of a README that need the network or a person. */
export interface TypeOptions {
  /** Called for lines `npm i …`. */
  install: (packages: readonly string[]) => Promise<void>;
  /** Lines that are left out. */
  leftOut?: RegExp;
  /** Called for pages. */
  browser: () => Promise<Browser>;
  /** Reads what a page shows. Default: the element `#output`, once the last expected line is in it. */
  read?: (page: Page) => Promise<string>;
}

/** Types the lines of a README in `folder`, an empty one, and returns what the last one printed, or what its page shows. */
export async function typeLines(
  name: string,
  folder: string,
  {
    install,
    leftOut = /^$/,
    browser,
    read = page => readOutput(page, expectedLines(name).at(-1) ?? ''),
  }: TypeOptions,
): Promise<string> {
  const lines = linesToType(name).filter(line => !leftOut.test(line));
  let said = '';
  for (const line of isPage(name) ? lines.slice(0, -1) : lines) {
    const packages = namedPackages(line);
    if (packages === undefined) {
      said = await typeLine(line, folder);
    } else {
      await install(packages);
    }
  }
  return isPage(name) ? readPage(lines.at(-1) ?? '', folder, read, await browser()) : said;
}

/** Types a line and returns what it prints. Throws with all of its output where it fails. */
export async function typeLine(line: string, folder: string): Promise<string> {
  const {output, errors, code} = await ended(start(line, folder));
  if (code !== 0) {
    throw new Error(`${line} ended with ${code ?? 'a signal'}:\n${output}\n${errors}`);
  }
  return output;
}

/** Starts a line that starts a server of Vite and waits until it responds. */
async function startVite(
  line: string,
  folder: string,
): Promise<{origin: string; close: () => Promise<void>}> {
  const port = await freePort();
  const server = start(`${line} --host 127.0.0.1 --port ${port} --strictPort`, folder);
  const end = ended(server);
  const origin = `http://127.0.0.1:${port}`;
  for (let wait = 0; wait < 300 && server.exitCode === null; wait++) {
    const responds = await fetch(origin).then(
      () => true,
      () => false,
    );
    if (responds) {
      return {
        origin,
        close: async () => {
          process.kill(-(server.pid ?? 0), 'SIGTERM');
          await end;
        },
      };
    }
    await sleep(100);
  }
  const {output, errors} = await end;
  throw new Error(`${line} did not start:\n${output}\n${errors}`);
}

/** Starts the server of a line, opens its page as a new visitor and reads it. */
async function readPage(
  line: string,
  folder: string,
  read: (page: Page) => Promise<string>,
  browser: Browser,
): Promise<string> {
  const server = await startVite(line, folder);
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const said: string[] = [];
    page.on('pageerror', error => said.push(error.message));
    await page.goto(`${server.origin}/`);
    return [await read(page), ...said].join('\n');
  } finally {
    await context.close();
    await server.close();
  }
}

async function readOutput(page: Page, lastLine: string): Promise<string> {
  const output = page.locator('#output');
  const failed = output.filter({hasText: 'Error'});
  await output.filter({hasText: lastLine}).or(failed).first().waitFor({timeout: 120_000});
  return output.innerText();
}

/** A shell of its own group, so that what it starts ends with it. */
function start(line: string, cwd: string): ChildProcess {
  return spawn(line, {cwd, shell: true, detached: true, stdio: ['ignore', 'pipe', 'pipe']});
}

async function ended(child: ChildProcess): Promise<{output: string; errors: string; code: number | null}> {
  let [output, errors] = ['', ''];
  child.stdout?.on('data', part => (output += String(part)));
  child.stderr?.on('data', part => (errors += String(part)));
  const code = await new Promise<number | null>(done => child.on('close', done));
  return {output, errors, code};
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
  const {port} = server.address() as AddressInfo;
  await new Promise(closed => server.close(closed));
  return port;
}

function blocksOf(name: string, kind: string): string[][] {
  const readme = readFileSync(join(EXAMPLES, name, 'README.md'), 'utf8');
  return [...readme.matchAll(new RegExp(`^\`\`\`${kind}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(([, text = '']) =>
    text.trimEnd().split('\n'),
  );
}
