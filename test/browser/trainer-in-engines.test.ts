/** A trainer in a worker of Firefox and WebKitGTK, with and without cross-origin isolation. */
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {ENGINE_NAMES, missingEngine, type Engine} from '../support/engine';
import {runInEngine} from '../support/in-engine';
import type {TrainerInput, TrainerResult} from './trainer.page';

const PAGE = join(import.meta.dirname, 'trainer.page.ts');
const WORKER = join(import.meta.dirname, '../../src/trainer/page/trainer-worker.ts');
const TIMEOUT_MS = 300_000;
/** Of an isolated page; as installed, WebKitGTK has no shared memory. */
const THREADS: Record<Engine, number> = {firefox: 2, webkit: 1};

const train = (engine: Engine, isolated: boolean): Promise<TrainerResult> => {
  const input: TrainerInput = {task: 'train'};
  const workers = {'trainer-worker': WORKER};
  return runInEngine<TrainerResult>(engine, PAGE, {isolated, input, workers, timeoutMs: TIMEOUT_MS});
};

for (const engine of ['firefox', 'webkit'] as const) {
  const missing = missingEngine(engine);
  const reason = missing === undefined ? '' : ` [skipped: ${missing}]`;
  describe.skipIf(missing !== undefined)(`createTrainer in ${ENGINE_NAMES[engine]}${reason}`, () => {
    it(
      'trains and predicts, isolated or not to the same bits',
      async () => {
        const isolated = await train(engine, true);
        expect(isolated.report).toMatchObject({steps: 50, epochs: 10, interrupted: false});
        expect(isolated.threads).toBe(THREADS[engine]);
        expect(isolated.accuracy).toBeGreaterThan(0.9);
        const plain = await train(engine, false);
        expect(plain.threads).toBe(1);
        expect(plain.weights).toBe(isolated.weights);
      },
      2 * TIMEOUT_MS,
    );
  });
}
