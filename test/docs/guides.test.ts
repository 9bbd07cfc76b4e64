/** Every block of code in the README and the guides is run, in the order of its page, in an empty project. */
import {createHash} from 'node:crypto';
import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {afterAll, beforeAll, describe, expect, it, vi} from 'vitest';
import {useWasm} from '../../src/backends/use-wasm';
import {drawCatsAndDogs} from '../../src/data/drawn-photos.node';
import {writeSafetensors} from '../../src/weights/write-safetensors';
import {createModel} from '../../src/models/create-model';
import {builtCommand} from '../support/command';
import {guideBlocks, isRunnable, makeProject, runBlock} from '../support/guides';
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

/** The file of weights that the guides speak of. Its kind is told by its content, not by its name. */
const WEIGHTS = 'squeezenet1_1.pth';
/** The name under which they are downloaded. */
const NAME = 'squeezenet1.1.imagenet1k-v1';

beforeAll(async () => {
  await builtCommand();
}, 300_000);

describe.each(GUIDES)('%s', guide => {
  const blocks = guideBlocks(guide);
  const project = temporaryDirectory();
  let server: WeightServer | undefined;
  beforeAll(async () => {
    makeProject(project);
    if (!blocks.some(({code}) => code.includes('drawCatsAndDogs('))) {
      await drawCatsAndDogs(join(project, 'photos'), {count: 120, seed: 2});
    }
    if (blocks.some(({code}) => code.includes(WEIGHTS) || code.includes(NAME))) {
      // Of the right shapes and names; what the numbers are is nothing that a guide speaks of.
      await useWasm();
      const model = createModel('squeezenet1.1', {seed: 1});
      writeFileSync(join(project, WEIGHTS), await writeSafetensors(model, {keys: 'torchvision'}));
      model.dispose();
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
    it('says only what runs', async () => {
      for (const block of runnable) {
        await runBlock(guide, block, project);
      }
    }, 240_000);
  }
});

/** Lets the commands of a guide find the file in the project under its name, from a server of this machine. */
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
