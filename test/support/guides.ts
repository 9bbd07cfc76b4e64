/** The guides as a reader meets them: their code blocks in order, run in a project that holds what the guide says it does. */
import {execFile} from 'node:child_process';
import {mkdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {promisify} from 'node:util';

const run = promisify(execFile);
const ROOT = resolve(import.meta.dirname, '../..');

/** A block of code in a guide. */
export interface GuideBlock {
  /** What stands behind the fence: `js`, `sh`, `text`. */
  language: string;
  code: string;
  /** Line of the fence in the file. */
  line: number;
}

/** Steps of a training in a guide: its reader waits minutes, this test does not. */
const STEPS = 4;

export function guideBlocks(file: string): GuideBlock[] {
  const lines = readFileSync(join(ROOT, file), 'utf8').split('\n');
  const blocks: GuideBlock[] = [];
  let open: GuideBlock | undefined;
  lines.forEach((text, at) => {
    const fence = /^```(\w*)/.exec(text);
    if (fence === null) {
      if (open !== undefined) {
        open.code += `${text}\n`;
      }
    } else if (open === undefined) {
      open = {language: fence[1] ?? '', code: '', line: at + 1};
    } else {
      blocks.push(open);
      open = undefined;
    }
  });
  return blocks;
}

/** An empty project in which `tfjs-alexnet` and what it stands on are installed: this checkout, built. */
export function makeProject(folder: string): void {
  mkdirSync(join(folder, 'node_modules'), {recursive: true});
  symlinkSync(ROOT, join(folder, 'node_modules/tfjs-alexnet'), 'dir');
  symlinkSync(join(ROOT, 'node_modules/@tensorflow'), join(folder, 'node_modules/@tensorflow'), 'dir');
  writeFileSync(join(folder, 'package.json'), '{"type": "module", "private": true}\n');
}

/** Runs a block; gives what it printed. A block that does not run fails with its place and its output. */
export async function runBlock(
  file: string,
  {language, code, line}: GuideBlock,
  folder: string,
): Promise<string> {
  try {
    if (language === 'js') {
      const script = join(folder, `line-${line}.mjs`);
      writeFileSync(script, code);
      return await node(folder, script);
    }
    const printed: string[] = [];
    for (const command of code.split('\n').filter(text => /\S/.test(text) && !text.startsWith('#'))) {
      printed.push(await runLine(command, folder));
    }
    return printed.join('');
  } catch (cause) {
    const {stderr = '', message} = cause as {stderr?: string; message: string};
    throw new Error(`${file}:${line} does not run: ${message}\n${stderr}`, {cause});
  }
}

/** Whether a block is to be run; what is not is output, or is installed by another test. */
export function isRunnable({language}: GuideBlock): boolean {
  return language === 'js' || language === 'sh';
}

async function runLine(command: string, folder: string): Promise<string> {
  const words = command
    .trim()
    .replace(/\s+#.*$/, '')
    .split(/\s+/);
  const [program, name, ...rest] = words;
  if (program === 'npm' || program === 'node') {
    // The tarball is installed by test/package, `npm start` is what a fresh clone is tested with.
    return '';
  }
  if (program !== 'npx' || name !== 'alexnet') {
    throw new Error(`a guide says only npm, npx alexnet and node, not: ${command}`);
  }
  const limit = rest[0] === 'train' && !rest.includes('--max-steps') ? ['--max-steps', String(STEPS)] : [];
  return await node(folder, join(ROOT, 'dist/cli.js'), ...rest, ...limit);
}

async function node(cwd: string, ...args: string[]): Promise<string> {
  const {stdout} = await run(process.execPath, [...args], {cwd, maxBuffer: 1e8});
  return stdout;
}
