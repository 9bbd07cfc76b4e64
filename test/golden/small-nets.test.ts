/**
 * Networks of many kinds train on wasm as on the cpu backend, bit-identically for any number of threads.
 *
 * The curves of the cpu backend, which takes minutes, are recorded: `ALEXNET_RECORD=1 npx vitest run
 * test/golden/small-nets.test.ts` writes them anew.
 */
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, describe, expect, it} from 'vitest';
import {useWasm} from '../../src/backends/use-wasm';
import {ALEXNET_MINI, SMALL_NETS, trainSmallNet} from '../support/small-nets';

const FILE = join(import.meta.dirname, 'data/small-nets-on-cpu.json');
const STEPS = 20;
const BOUND = 1e-3;
/** Quick enough on the cpu backend to be computed again in each run, so that an outdated file is noticed. */
const QUICK = ['LeNet', 'convolutions over words', 'convolutions over volumes'];

const recorded = (): Record<string, number[]> =>
  JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, number[]>;

describe.runIf(process.env.ALEXNET_RECORD === '1')('the curves of the cpu backend', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  it('are recorded', async () => {
    const curves: Record<string, number[]> = {};
    for (const net of SMALL_NETS) {
      curves[net.name] = await trainSmallNet(net, STEPS);
      // Lets the worker report to vitest, which otherwise assumes that it is dead.
      await new Promise(resolve => setTimeout(resolve, 50));
    }
    writeFileSync(FILE, `${JSON.stringify(curves, null, 1)}\n`);
  }, 3_600_000);
});

describe.each(SMALL_NETS)('$name', net => {
  it(`has the loss curve of the cpu backend within ${BOUND} over ${STEPS} steps`, async () => {
    const expected = recorded()[net.name]!;
    expect(expected).toHaveLength(STEPS);
    expect(expected.at(-1)).toBeLessThan(0.97 * expected[0]!);
    if (QUICK.includes(net.name)) {
      await tf.setBackend('cpu');
      expect(await trainSmallNet(net, STEPS)).toEqual(
        expected.map(loss => expect.closeTo(loss, 5) as number),
      );
    }
    for (const winograd of [true, 'always'] as const) {
      await useWasm({threads: 2, winograd});
      const actual = await trainSmallNet(net, STEPS);
      const worst = Math.max(...expected.map((loss, step) => Math.abs(actual[step]! - loss)));
      expect(worst, `losses ${actual.join(' ')} instead of ${expected.join(' ')}`).toBeLessThan(BOUND);
    }
  });
});

describe.each([...SMALL_NETS, ALEXNET_MINI])('$name', net => {
  it('has the same losses on 1, 2, 3 and 4 threads, bit for bit', async () => {
    const curves: number[][] = [];
    for (const threads of [1, 2, 3, 4]) {
      await useWasm({threads, winograd: 'always'});
      curves.push(await trainSmallNet(net, 6));
    }
    expect(curves.slice(1)).toEqual([curves[0], curves[0], curves[0]]);
  });
});
