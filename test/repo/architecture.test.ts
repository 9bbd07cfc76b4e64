/** The rules of docs/architecture.md that the linter cannot see; each is also violated on purpose in a tree made for it. */
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname, join, resolve} from 'node:path';
import {describe, expect, it} from 'vitest';
import {readRooms} from '../../eslint.rooms.mjs';
import {
  crowdedFolders,
  foreignImports,
  importsOutOf,
  longFiles,
  SourceTree,
  unknownRooms,
  unmarkedNodeFiles,
  untestedFiles,
  vaguelyNamedFiles,
} from '../support/structure';
import {temporaryDirectory} from '../support/temporary-directory';

const ROOT = resolve(import.meta.dirname, '../..');
const MAX_LINES = 400;
const MAX_FILES = 25;
const rooms = readRooms(ROOT);
const source = new SourceTree(join(ROOT, 'src'));

/** What the universal entries may import from outside: the peers, and what the build puts into the bundle. */
const UNIVERSAL = [
  '@tensorflow/tfjs-core',
  '@tensorflow/tfjs-layers',
  'pbf',
  'crc-32',
  'crc-32/crc32c.js',
  'fflate/browser',
  '@petamoriken/float16',
  'ml-matrix',
  '@noble/hashes/legacy.js',
  '@noble/hashes/sha2.js',
  '@noble/hashes/utils.js',
];

/** A tree of these files. */
function planted(files: Readonly<Record<string, string>>): SourceTree {
  const root = temporaryDirectory();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), {recursive: true});
    writeFileSync(join(root, path), text);
  }
  return new SourceTree(root);
}

describe('architecture', () => {
  it.each(['index.ts', 'presets.ts', 'register.ts'])(
    '%s imports, also indirectly, nothing of Node and no backend',
    entry => {
      expect(foreignImports(source, entry, UNIVERSAL)).toEqual([]);
    },
  );

  it('finds what an entry reaches through other files, also on use', () => {
    const tree = planted({
      'index.ts': "export * from './models/model';\n",
      'models/model.ts': "import './plain';\nexport const load = () => import('../disk/disk.node.js');\n",
      'models/plain.ts':
        "import * as wasm from '@tensorflow/tfjs-backend-wasm';\nexport const backend = wasm;\n",
      'disk/disk.node.ts': "import {readFile} from 'node:fs';\nexport const read = readFile;\n",
    });
    expect(foreignImports(tree, 'index.ts', UNIVERSAL).sort()).toEqual([
      'disk/disk.node.ts imports node:fs',
      'disk/disk.node.ts needs Node',
      'models/plain.ts imports @tensorflow/tfjs-backend-wasm',
    ]);
  });

  it('lets only files that end in .node.ts, the Node entry and the command import Node', () => {
    expect(unmarkedNodeFiles(source)).toEqual([]);
    const files = {'core/a.ts': "import {join} from 'node:path';\nexport const glue = join;\n"};
    expect(unmarkedNodeFiles(planted(files))).toEqual(['core/a.ts']);
  });

  it('lets the command import the public entries only', () => {
    // Printed where TensorFlow.js, which the entries import, is not installed.
    expect(importsOutOf(source, 'cli', ['core/install-line.ts'])).toEqual([]);
    const files = {
      'cli/train.ts': "import {a} from '../core/a';\nexport const b = a;\n",
      'core/a.ts': 'export const a = 1;\n',
    };
    expect(importsOutOf(planted(files), 'cli', [])).toEqual(['cli/train.ts imports ../core/a']);
  });

  it('has the rooms of src/rooms.json and no other folder', () => {
    expect(
      unknownRooms(
        source,
        rooms.map(({room}) => room),
      ),
    ).toEqual([]);
    expect(unknownRooms(planted({'attic/a.ts': 'export {};\n'}), ['core'])).toEqual([
      'attic is no room',
      'core has no folder',
    ]);
  });

  it(`has no folder with more than ${MAX_FILES} files at one level`, () => {
    expect(crowdedFolders(source, MAX_FILES)).toEqual([]);
    const files = {'core/a.ts': '', 'core/b.ts': '', 'core/deep/c.ts': ''};
    expect(crowdedFolders(planted(files), 1)).toEqual(['core has 2 files']);
  });

  it('has one test file of the same name for each source file that holds code', () => {
    expect(untestedFiles(source, join(ROOT, 'test/unit'))).toEqual([]);
    const files = {
      'core/a.ts': 'export const a = 1;\n',
      'core/b.ts': 'export const b = 1;\n',
      'core/types.ts': 'export interface Only {\n  a: number;\n}\n',
    };
    const tests = temporaryDirectory();
    mkdirSync(join(tests, 'core'));
    writeFileSync(join(tests, 'core/a.test.ts'), '');
    expect(untestedFiles(planted(files), tests)).toEqual(['core/b.ts']);
  });

  it(`keeps every source file within ${MAX_LINES} lines`, () => {
    expect(longFiles(source, MAX_LINES)).toEqual([]);
    const long = '// line\n'.repeat(3);
    expect(longFiles(planted({'core/a.ts': long, 'core/generated/b.ts': long}), 2)).toEqual([
      'core/a.ts has 3 lines',
    ]);
  });

  it('has no file with a vague name such as utils', () => {
    expect(vaguelyNamedFiles(source)).toEqual([]);
    const files = {
      'core/utils.ts': '',
      'core/html-helper.ts': '',
      'disk/common.node.ts': '',
      'core/a.ts': '',
    };
    expect(vaguelyNamedFiles(planted(files))).toHaveLength(3);
  });

  it('describes every room in docs/architecture.md in the words of src/rooms.json, in its order', () => {
    const text = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8');
    const rows = [...text.matchAll(/^\| `src\/(\w+)\/` \| (.*) \|$/gm)].map(([, room, holds]) => ({
      room,
      holds,
    }));
    expect(rows).toEqual(rooms.map(({room, holds}) => ({room, holds})));
  });
});
