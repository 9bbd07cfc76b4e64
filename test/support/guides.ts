/** Runs the code blocks of the guides in order, in a project with the files that the guide mentions. */
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

/** A comment after a `console.log`, and what that call printed. */
export interface PrintedComment {
  /** Line of the comment in the guide. */
  line: number;
  comment: string;
  printed: string;
}

/** Starts the lines in which a script reports what a commented `console.log` printed. */
const PRINTED = '@printed ';

/**
 * Runs a block and returns its commented `console.log` calls with what they printed. If the block fails, throws an error
 * with its place and its output.
 */
export async function runBlock(
  file: string,
  {language, code, line}: GuideBlock,
  folder: string,
): Promise<PrintedComment[]> {
  try {
    if (language === 'js') {
      const script = join(folder, `line-${line}.mjs`);
      writeFileSync(script, reportPrinted(code));
      return printedComments(await node(folder, script), code, line);
    }
    for (const command of code.split('\n').filter(text => /\S/.test(text) && !text.startsWith('#'))) {
      await runLine(command, folder);
    }
    return [];
  } catch (cause) {
    const {stderr = '', message} = cause as {stderr?: string; message: string};
    throw new Error(`${file}:${line} does not run: ${message}\n${stderr}`, {cause});
  }
}

/**
 * Whether a comment states what was printed. `…` in it stands for any text. After `e.g.` the numbers and the texts in
 * quotes may be others. White space and the quotes of a text do not matter.
 */
export function isPrinted({comment, printed}: Omit<PrintedComment, 'line'>): boolean {
  const isExample = comment.startsWith('e.g. ');
  const pattern = normalized(comment.replace(/^e\.g\. /, ''))
    .split('…')
    .map(text => {
      const exact = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      return isExample ? exact.replace(/'[^']*'/g, "'[^']*'").replace(/\d+(\\\.\d+)?/g, '[\\d.e+-]+') : exact;
    })
    .join('.*');
  return new RegExp(`^${pattern}$`).test(normalized(printed));
}

function normalized(text: string): string {
  return text
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/([[{(]) | (?=[\]})])/g, '$1');
}

const COMMENTED_LOG = /^(\s*)console\.log\((.*)\); \/\/ (.+)$/;

/** The code with each commented `console.log` replaced by a function that also prints the number of its line. */
function reportPrinted(code: string): string {
  const lines = code
    .split('\n')
    .map((text, at) =>
      text.replace(
        COMMENTED_LOG,
        (_, indent: string, args: string) => `${indent}reportPrinted(${at}, ${args});`,
      ),
    );
  return `${lines.join('\n')}
import {format as formatPrinted} from 'node:util';
function reportPrinted(line, ...values) {
  console.log(${JSON.stringify(PRINTED)} + JSON.stringify([line, formatPrinted(...values)]));
}
`;
}

function printedComments(output: string, code: string, line: number): PrintedComment[] {
  const lines = code.split('\n');
  return output
    .split('\n')
    .filter(text => text.startsWith(PRINTED))
    .map(text => {
      const [at, printed] = JSON.parse(text.slice(PRINTED.length)) as [number, string];
      return {line: line + at + 1, comment: COMMENTED_LOG.exec(lines[at] ?? '')?.[3] ?? '', printed};
    });
}

/**
 * Whether a block is to be run; what is not is output, is installed by another test, or downloads a data set (`bash`,
 * `javascript`), which is tested with a local server.
 */
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
