/** The public surface: which names each entry exports, how many, and that a reader meets every one of them. */
import {readFileSync, readdirSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {describe, expect, it} from 'vitest';
import * as index from '../../src/index';
import * as node from '../../src/node';
import * as presets from '../../src/presets';
import * as register from '../../src/register';
import * as wasm from '../../src/wasm';
import * as wasmOfNode from '../../src/wasm.node.js';
import * as webgpu from '../../src/webgpu';
import * as worker from '../../src/worker';
import * as workerOfNode from '../../src/worker.node.js';

const ROOT = resolve(import.meta.dirname, '../..');
const ENTRIES: Readonly<Record<string, object>> = {index, node, presets, register, wasm, webgpu, worker};
/** Values that a person can learn: more, and nobody knows what is there. */
const MOST: Readonly<Record<string, number>> = {index: 80, node: 20};

/** The texts of README, guides and examples. */
function readTexts(): string {
  const markdown = readdirSync(join(ROOT, 'docs'), {encoding: 'utf8'}).filter(name => name.endsWith('.md'));
  const examples = readdirSync(join(ROOT, 'examples'), {recursive: true, encoding: 'utf8'}).filter(
    name => /\.(md|mjs|cjs|js|ts)$/.test(name) && !/(^|\/)(node_modules|dist)\//.test(name),
  );
  return [
    'README.md',
    ...markdown.map(name => join('docs', name)),
    ...examples.map(name => join('examples', name)),
  ]
    .map(path => readFileSync(join(ROOT, path), 'utf8'))
    .join('\n');
}

/** Names that stand nowhere in a text as words of their own. */
function unmentioned(names: readonly string[], text: string): string[] {
  const words = new Set(text.match(/[A-Za-z_]\w*/g));
  return names.filter(name => !words.has(name));
}

describe('the public surface', () => {
  it.each(Object.entries(ENTRIES))('of %s is what it was', (_, entry) => {
    expect(Object.keys(entry).sort()).toMatchSnapshot();
  });

  it.each(Object.entries(MOST))('of %s has at most %i values', (name, most) => {
    expect(Object.keys(ENTRIES[name] ?? {}).length).toBeLessThanOrEqual(most);
  });

  it('is used completely in the README, the guides and the examples', () => {
    const text = readTexts();
    for (const name of ['index', 'node', 'register', 'wasm', 'webgpu', 'worker']) {
      expect(unmentioned(Object.keys(ENTRIES[name] ?? {}), text)).toEqual([]);
    }
  });

  it('of wasm is the same in Node', () => {
    expect(Object.keys(wasmOfNode).sort()).toEqual(Object.keys(wasm).sort());
  });

  it('of worker is the same in Node, without what only pages need', () => {
    expect(Object.keys(workerOfNode).sort()).toEqual(
      Object.keys(worker)
        .filter(name => name !== 'isolatePage')
        .sort(),
    );
  });

  it('reports a name that is in no text, or only inside another word', () => {
    expect(unmentioned(['train', 'trainOnPhotos', 'topK'], 'Call `trainOnPhotos`.')).toEqual([
      'train',
      'topK',
    ]);
  });
});
