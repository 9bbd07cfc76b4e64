/** Runs every block of code in the README and the guides, in the order of the page, in an empty project. */
import {createHash} from 'node:crypto';
import {copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {afterAll, beforeAll, describe, expect, it, vi} from 'vitest';
import {useWasm} from '../../src/backends/use-wasm';
import {drawCatsAndDogs} from '../../src/data/drawn-photos.node';
import {writeSafetensors} from '../../src/weights/write-safetensors';
import {createModel} from '../../src/models/create-model';
import {builtCommand} from '../support/command';
import {guideBlocks, isPrinted, isRunnable, makeProject, runBlock} from '../support/guides';
import {PRETRAINED} from '../../src/presets/pretrained';
import {temporaryDirectory} from '../support/temporary-directory';
import {startWeightServer, type WeightServer} from '../support/weight-server';

const ROOT = resolve(import.meta.dirname, '../..');
const GUIDES = [
  'README.md',
  ...readdirSync(join(ROOT, 'docs'))
    .filter(name => name.endsWith('.md'))
    .map(name => `docs/${name}`),
];

/** The weight file that the guides mention. Its format is detected from its content, not from its name. */
const WEIGHTS = 'squeezenet1_1.pth';
/** The name under which the weights are downloaded. */
const NAME = 'squeezenet1.1.imagenet1k-v1';

/** Photos of a guide that says how many there are. */
const ALL_PHOTOS = 120;
/** Photos of each class in other guides. */
const FEW_PER_CLASS = 12;

/** A folder with the photos and the weight file that guides copy: all use the same. */
const drawn = temporaryDirectory();

beforeAll(async () => {
  await builtCommand();
  await drawCatsAndDogs(join(drawn, 'photos'), {count: ALL_PHOTOS, seed: 2});
  // The shapes and names must be those of the real file; the values do not matter to the guides.
  await useWasm();
  const model = createModel('squeezenet1.1', {seed: 1});
  writeFileSync(join(drawn, WEIGHTS), await writeSafetensors(model, {keys: 'torchvision'}));
  model.dispose();
}, 300_000);

/** Copies the photos of each class, or the first few of them. */
function copyPhotos(folder: string, perClass: number): void {
  for (const kind of readdirSync(join(drawn, 'photos'))) {
    mkdirSync(join(folder, kind), {recursive: true});
    for (const name of readdirSync(join(drawn, 'photos', kind))
      .sort()
      .slice(0, perClass)) {
      copyFileSync(join(drawn, 'photos', kind, name), join(folder, kind, name));
    }
  }
}

describe.each(GUIDES)('%s', guide => {
  const blocks = guideBlocks(guide);
  const project = temporaryDirectory();
  let server: WeightServer | undefined;
  beforeAll(async () => {
    makeProject(project);
    if (!blocks.some(({code}) => code.includes('drawCatsAndDogs('))) {
      const isCounted = blocks.some(({code}) => new RegExp(`\\b${ALL_PHOTOS}\\b`).test(code));
      copyPhotos(join(project, 'photos'), isCounted ? ALL_PHOTOS : FEW_PER_CLASS);
    }
    if (blocks.some(({code}) => code.includes(WEIGHTS) || code.includes(NAME))) {
      copyFileSync(join(drawn, WEIGHTS), join(project, WEIGHTS));
      server = await serveByName(project);
    }
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await server?.close();
  });

  it('marks every block of code by its language', () => {
    expect(
      blocks.map(({language, line}) => [language, line]).filter(([language]) => language === ''),
    ).toEqual([]);
  });

  const runnable = blocks.filter(isRunnable);
  if (runnable.length > 0) {
    it('has only code that runs, and comments that state what it prints', async () => {
      const wrong: string[] = [];
      for (const block of runnable) {
        for (const {line, comment, printed} of await runBlock(guide, block, project)) {
          if (!isPrinted({comment, printed})) {
            wrong.push(`${guide}:${line} states "${comment}", but the code prints "${printed}"`);
          }
        }
      }
      expect(wrong).toEqual([]);
    }, 240_000);
  }
});

/** Serves the weight file of the project under its published name from a local server. */
async function serveByName(project: string): Promise<WeightServer> {
  const bytes = readFileSync(join(project, WEIGHTS));
  const server = await startWeightServer(reply => {
    reply.file(bytes);
  });
  const record = {
    ...PRETRAINED[NAME]!,
    digest: {algorithm: 'sha256', hex: createHash('sha256').update(bytes).digest('hex')},
    bytes: bytes.length,
  };
  writeFileSync(join(project, 'table.json'), JSON.stringify([record]));
  vi.stubEnv('ALEXNET_WEIGHTS_TABLE', join(project, 'table.json'));
  vi.stubEnv('ALEXNET_WEIGHTS_MIRROR', server.origin);
  vi.stubEnv('no_proxy', '127.0.0.1');
  vi.stubEnv('ALEXNET_CACHE', join(project, 'cache'));
  return server;
}
