/**
 * The rules of structure in eslint.rooms.mjs, each violated on purpose in a project made for it: what the linter does not
 * catch is not a rule.
 */
import {cpSync, mkdirSync, writeFileSync} from 'node:fs';
import {dirname, join, resolve} from 'node:path';
import {ESLint, type Linter} from 'eslint';
import {describe, expect, it} from 'vitest';
import {readRooms, roomRules} from '../../eslint.rooms.mjs';
import {temporaryDirectory} from '../support/temporary-directory';

const ROOT = resolve(import.meta.dirname, '../..');

/** Lints a project of these files under the rules of this one; returns its messages as `file: rule: message`. */
async function lint(files: Readonly<Record<string, string>>): Promise<string[]> {
  const root = temporaryDirectory();
  mkdirSync(join(root, 'src'));
  cpSync(join(ROOT, 'src/rooms.json'), join(root, 'src/rooms.json'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), {recursive: true});
    writeFileSync(join(root, path), text);
  }
  const eslint = new ESLint({
    cwd: root,
    overrideConfigFile: true,
    overrideConfig: roomRules(root),
  });
  const results = await eslint.lintFiles('src');
  return results.flatMap(({filePath, messages}) =>
    messages.map(
      ({ruleId, message}) => `${filePath.slice(root.length + 1)}: ${ruleId ?? 'no rule'}: ${message}`,
    ),
  );
}

describe('the linter', () => {
  it('allows imports downwards, within a room, and types of Node and TensorFlow.js anywhere', async () => {
    const messages = await lint({
      'src/core/shapes.ts': 'export const two = 2;\n',
      'src/core/sizes.ts': "import {two} from './shapes';\nexport const four = 2 * two;\n",
      'src/formats/bytes.ts':
        "import type * as tf from '@tensorflow/tfjs-core';\nimport {four} from '../core/sizes';\nexport type Spec = tf.Shape;\nexport const eight = 2 * four;\n",
      'src/disk/files.node.ts':
        "import {readFile} from 'node:fs/promises';\nimport {eight} from '../formats/bytes';\nexport const read = [readFile, eight];\n",
      'src/runs/run.node.ts': "import {read} from '../disk/files.node.js';\nexport const run = read;\n",
    });
    expect(messages).toEqual([]);
  });

  it('refuses an upward import and names the rule and both rooms', async () => {
    const messages = await lint({
      'src/cli/train.ts': 'export const train = 1;\n',
      'src/core/shapes.ts': "import {train} from '../cli/train';\nexport const two = 2 * train;\n",
    });
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatch(
      /^src\/core\/shapes\.ts: import-x\/no-restricted-paths: .*rooms: src\/core may not import from src\/cli/,
    );
  });

  it('refuses an upward import between any two neighbors of the order', async () => {
    const rooms = readRooms(ROOT).map(({room}) => room);
    const files: Record<string, string> = {};
    rooms.forEach((room, level) => {
      files[`src/${room}/upper.ts`] = 'export const value = 1;\n';
      const above = rooms[level - 1];
      if (above !== undefined) {
        files[`src/${room}/lower.ts`] =
          `import {value} from '../${above}/upper';\nexport const again = value;\n`;
      }
    });
    const refused = (await lint(files)).map(message => message.split(':')[0]);
    expect(refused.sort()).toEqual(
      rooms
        .slice(1)
        .map(room => `src/${room}/lower.ts`)
        .sort(),
    );
  });

  it('refuses a room that imports an entry of the package', async () => {
    const messages = await lint({
      'src/index.ts': 'export const everything = 1;\n',
      'src/runs/run.ts': "import {everything} from '../index';\nexport const run = everything;\n",
    });
    expect(messages).toHaveLength(1);
    expect(messages[0]).toContain('rooms: an entry of the package only hands names on');
  });

  it('refuses a circle inside a room, also one over three files', async () => {
    const messages = await lint({
      'src/core/a.ts': "import {b} from './b';\nexport const a = (): number => b();\n",
      'src/core/b.ts': "import {c} from './c';\nexport const b = (): number => c();\n",
      'src/core/c.ts': "import {a} from './a';\nexport const c = (): number => a();\n",
    });
    expect(messages.map(message => message.split(':').slice(0, 2).join(':')).sort()).toEqual([
      'src/core/a.ts: import-x/no-cycle',
      'src/core/b.ts: import-x/no-cycle',
      'src/core/c.ts: import-x/no-cycle',
    ]);
  });

  it.each([
    ['a module of Node', "import {readFile} from 'node:fs/promises';\nexport const read = readFile;\n"],
    ['a module of Node without its prefix', "import {join} from 'path';\nexport const glue = join;\n"],
    ['a file that needs Node', "import {disk} from '../disk/disk.node.js';\nexport const again = disk;\n"],
    ['a module of Node on use', "export const read = () => import('node:fs');\n"],
    ['a name that only Node has', "export const isQuiet = () => process.env.QUIET === '1';\n"],
    ['a file that needs Node on use', "export const read = () => import('../disk/disk.node.js');\n"],
  ])('refuses %s in a file that runs anywhere', async (_, text) => {
    const messages = await lint({
      'src/disk/disk.node.ts': 'export const disk = 1;\n',
      'src/models/model.ts': text,
      'src/index.ts': "export * from './models/model';\n",
    });
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatch(/^src\/models\/model\.ts: .*node-only/);
  });

  it.each(readRooms(ROOT).filter(({tensorflow}) => tensorflow === false))(
    'refuses TensorFlow.js in $room',
    async ({room}) => {
      const messages = await lint({
        [`src/${room}/tensors.ts`]:
          "import * as tf from '@tensorflow/tfjs-core';\nexport const one = tf.scalar(1);\n",
      });
      expect(messages).toHaveLength(1);
      expect(messages[0]).toMatch(/no-restricted-imports: .*no-tensorflow/);
    },
  );

  it('refuses a file of Node that is imported without its ending', async () => {
    const messages = await lint({
      'src/disk/files.node.ts': 'export const files = 1;\n',
      'src/disk/more.node.ts': "import {files} from './files.node';\nexport const more = files;\n",
    });
    expect(messages).toHaveLength(1);
    expect(messages[0]).toContain('node-ending: write ./x.node.js');
  });

  it('holds these rules in this project, for every file of src', async () => {
    const eslint = new ESLint({cwd: ROOT});
    for (const file of ['src/core/check.ts', 'src/formats/caffe/prototxt.ts', 'src/cli/train.ts']) {
      const {rules = {}} = (await eslint.calculateConfigForFile(join(ROOT, file))) as Linter.Config;
      expect(rules['import-x/no-cycle']).toEqual([2, expect.objectContaining({ignoreExternal: true})]);
      const [severity, {zones}] = rules['import-x/no-restricted-paths'] as [number, {zones: unknown[]}];
      expect(severity).toBe(2);
      const count = readRooms(ROOT).length;
      expect(zones.length).toBeGreaterThanOrEqual((count * (count - 1)) / 2);
    }
  });
});
