import '@tensorflow/tfjs-backend-cpu';
import {spawn, type ChildProcess} from 'node:child_process';
import {existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {RandomStream} from '../../src/core/random';
import {createModel} from '../../src/models/create-model';
import {openModel} from '../../src/weights/open-model.node';
import {writeSafetensors} from '../../src/weights/write-safetensors';
import {buildPrograms, hasNamespaces, IN_NAMESPACE} from '../support/build-program';
import {alexnet} from '../support/in-process';
import {servedNet, type ServedNet} from '../support/served-net';
import {temporaryDirectory} from '../support/temporary-directory';
import {type Reply, startWeightServer, type WeightServer} from '../support/weight-server';

const SEED = 11;
const KILLS = Number(process.env.ALEXNET_KILLS ?? 2);
const LIMIT = 60_000 + 20_000 * KILLS;
/** One process alone only in a large run: the second, in another container, makes it harder. */
const COUNTS = !hasNamespaces ? [1] : KILLS > 4 ? [1, 2] : [2];
const root = temporaryDirectory();
const program = join(root, 'killable-command.mjs');
let net: ServedNet;
let server: WeightServer;

beforeAll(async () => {
  await buildPrograms(root, ['killable-command']);
  net = await servedNet();
  server = await startWeightServer(reply => {
    reply.response.writeHead(500).end();
  });
  const {record} = net;
  writeFileSync(join(root, 'table.json'), JSON.stringify([record]));
}, 120_000);
afterAll(async () => {
  await server.close();
});

interface Started {
  child: ChildProcess;
  /** Its exit code (null when killed) and what it wrote to stderr. */
  ended: Promise<{code: number | null; errors: string}>;
}

/** Starts the program, in a PID namespace of its own where there are two of it. */
function start(words: readonly string[], count = 1): Started {
  const line = [process.execPath, program, ...words];
  const [file = '', ...args] = count === 1 ? line : ['unshare', ...IN_NAMESPACE, ...line];
  const child = spawn(file, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      ALEXNET_WEIGHTS_TABLE: join(root, 'table.json'),
      ALEXNET_WEIGHTS_MIRROR: server.origin,
      no_proxy: '127.0.0.1',
    },
  });
  let errors = '';
  child.stderr.on('data', (text: Buffer) => (errors += text.toString()));
  const ended = new Promise<{code: number | null; errors: string}>(resolve =>
    child.once('exit', code => {
      resolve({code, errors});
    }),
  );
  return {child, ended};
}

/** Ends whatever runs, and fails where one ended of itself for another reason than that the other one writes. */
async function kill(started: readonly Started[]): Promise<void> {
  for (const {child} of started) {
    child.kill('SIGKILL');
  }
  for (const {code, errors} of await Promise.all(started.map(one => one.ended))) {
    expect([null, 0, 1]).toContain(code);
    if (code === 1) {
      expect(errors).toContain('another process is writing it');
    }
  }
}

describe.each(COUNTS)('killed at any moment, %i at once,', count => {
  it(
    `alexnet convert leaves the old model or the new one, in a directory and in files (seed ${SEED})`,
    async () => {
      const folder = join(root, `convert-${count}`);
      mkdirSync(folder);
      const first = new Map<string, Buffer>();
      const kernels: number[] = [];
      for (const seed of [0, 1]) {
        const model = createModel('lenet5', {classes: 3, seed});
        kernels.push(model.getWeights()[0]!.dataSync()[0]!);
        writeFileSync(join(folder, `${seed}.safetensors`), await writeSafetensors(model, {keys: 'torch'}));
        model.dispose();
      }
      const words = (seed: string, out: string): string[] => [
        'convert',
        join(folder, `${seed}.safetensors`),
        join(folder, out),
        ...'--preset lenet5 --mean 33 --classes one,two,three'.split(' '),
      ];
      const files = ['out.safetensors', 'out.onnx', 'out.npz'];
      // What an undisturbed command writes.
      for (const seed of ['0', '1']) {
        for (const name of files) {
          expect((await alexnet(...words(seed, name))).code).toBe(0);
          first.set(`${seed} ${name}`, readFileSync(join(folder, name)));
        }
      }
      const random = RandomStream.derive(SEED, `convert ${count}`);
      for (let round = 0; round < KILLS; round++) {
        const out = ['model', ...files][round % 4]!;
        const started = Array.from({length: count}, () => start(words('{01}', out), count));
        await Promise.race(started.map(({child}) => new Promise(heard => child.stdout?.once('data', heard))));
        await sleep(random.integer(80));
        await kill(started);
        if (out === 'model') {
          const {model, preprocessing} = await openModel(join(folder, out));
          expect(kernels).toContain(model.getWeights()[0]!.dataSync()[0]!);
          expect(preprocessing.classes).toEqual(['one', 'two', 'three']);
          model.dispose();
        } else {
          const bytes = readFileSync(join(folder, out));
          expect(['0', '1'].some(seed => first.get(`${seed} ${out}`)?.equals(bytes))).toBe(true);
        }
      }
    },
    LIMIT,
  );

  it(
    `alexnet download leaves no file or the whole one, and resumes (seed ${SEED})`,
    async () => {
      const cache = join(root, `cache-${count}`);
      const folder = join(cache, net.record.name);
      const copy = join(root, `copy-${count}.safetensors`);
      const words = ['--once', 'download', net.record.name, '--cache', cache, '--out', copy];
      const isWhole = (path: string): boolean => !existsSync(path) || readFileSync(path).equals(net.bytes);
      const random = RandomStream.derive(SEED, `download ${count}`);
      let resumed = 0;
      let isComplete = true;
      const part = join(folder, 'lenet.safetensors.part');
      const sizeOf = (path: string): number => statSync(path, {throwIfNoEntry: false})?.size ?? 0;
      const answer = async (reply: Reply): Promise<void> => {
        resumed += reply.request.headers.range === undefined ? 0 : 1;
        const from = Number(/^bytes=(\d+)-$/.exec(reply.request.headers.range ?? '')?.[1] ?? 0);
        const rest = net.bytes.subarray(from);
        reply.response.writeHead(from > 0 ? 206 : 200, {
          ETag: '"a"',
          'Content-Length': String(rest.length),
          ...(from > 0 ? {'Content-Range': `bytes ${from}-${net.bytes.length - 1}/${net.bytes.length}`} : {}),
        });
        // In twelve pieces, so that a kill often comes between two of them.
        const piece = Math.ceil(net.bytes.length / 12);
        const end = isComplete ? rest.length : Math.ceil(rest.length / 2);
        for (let at = 0; at < end; at += piece) {
          reply.response.write(rest.subarray(at, Math.min(at + piece, end)));
          await sleep(5);
        }
        if (isComplete) {
          reply.response.end();
        }
      };
      server.answer = reply => void answer(reply);
      for (let round = 0; round < KILLS; round++) {
        // In the last two rounds the server does not send the whole, so that something is left to resume.
        isComplete = (KILLS - round) % 3 === 0;
        const started = Array.from({length: count}, () => start(words, count));
        const ended = Promise.all(started.map(one => one.ended)).then(() => true);
        const before = sizeOf(part);
        while (
          (sizeOf(part) === before || !existsSync(`${part}.json`)) &&
          !(await Promise.race([ended, sleep(2, false)]))
        ) {
          // Until bytes of this round lie on the disk, or both have ended.
        }
        await sleep(random.integer(60));
        await kill(started);
        for (const path of [copy, join(folder, 'lenet.safetensors')]) {
          expect(isWhole(path)).toBe(true);
        }
        if (existsSync(join(folder, 'lenet.safetensors'))) {
          rmSync(join(folder, 'lenet.safetensors'));
        }
      }
      isComplete = true;
      // Killed between the last byte and the name, a file needs no request any more.
      const isWholePart = statSync(part).size === net.bytes.length;
      expect((await start(words).ended).code).toBe(0);
      expect(readFileSync(copy).equals(net.bytes)).toBe(true);
      expect(readdirSync(folder).filter(name => !name.startsWith('.'))).toEqual(['lenet.safetensors']);
      expect(isWholePart || resumed > 0).toBe(true);
    },
    LIMIT,
  );
});
