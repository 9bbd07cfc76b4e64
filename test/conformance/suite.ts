/** The tests that the results of every backend have to pass. */
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {expectClose} from '../support/matchers';
import {FEATURES_TARGET as TARGET, type SuiteBackend} from './backends';
import {CASES} from './cases/index';
import {dueReport, engineRow} from './engine-row';
import {readEngineRows, writeEngineRow} from './engine-rows';
import {featureCells, writtenCells} from './feature-cell';
import {knownFaults} from './known-faults';
import type {ConformanceResult} from './run-conformance';
import {TRAINING_STEPS, type TrainingResult} from './training';
import {faultOf, nameOf} from './verdict';

const REFERENCE = join(import.meta.dirname, 'reference.json');
const TIMEOUT_MS = 900_000;

/** Rethrows the error of a backend. */
function whole<T extends object>(result: T | string | undefined): T {
  if (typeof result !== 'object') {
    throw new Error(result ?? 'there is no result');
  }
  return result;
}

function testBackend(backend: SuiteBackend): void {
  let result: ConformanceResult;
  let reference: TrainingResult;

  beforeAll(async () => {
    result = await backend.run();
    if (TARGET !== undefined && backend.name === 'cpu') {
      writeFileSync(REFERENCE, `${JSON.stringify(whole(result.training), null, 1)}\n`);
    }
    reference = JSON.parse(readFileSync(REFERENCE, 'utf8')) as TrainingResult;
  }, TIMEOUT_MS);
  afterAll(() => {
    if (TARGET !== undefined && backend.engine !== undefined) {
      writeEngineRow(backend.name, engineRow(result, backend.engine));
    } else if (TARGET !== undefined && existsSync(TARGET)) {
      writeFileSync(join(TARGET, `${backend.name}.json`), JSON.stringify(featureCells(result)));
    }
  });

  const faults = knownFaults(backend.name);
  const all = CASES.map(test => [nameOf(test), test] as const);

  it.each(all.filter(([name]) => !faults.has(name)))(
    'has the values and gradients of the definition, and leaves no tensor: %s',
    (name, test) => {
      expect(faultOf(test, result.cases[name])).toBeUndefined();
    },
  );

  it.each(all.filter(([name]) => faults.has(name)))(
    'still has the fault that docs/backends.md tells of: %s',
    (name, test) => {
      expect(faultOf(test, result.cases[name])).toBeDefined();
    },
  );

  const steps = backend.steps ?? TRAINING_STEPS;
  it(`starts from bit-identical weights, and its losses over ${steps} steps are those of the cpu backend`, () => {
    const {initialWeights, losses} = whole(result.training);
    expect(initialWeights).toBe(reference.initialWeights);
    expect(losses).toHaveLength(steps);
    losses.forEach((loss, step) => {
      const difference = Math.abs(loss / reference.losses[step]! - 1);
      expect(difference, `step ${step}: ${loss} and ${reference.losses[step]!}`).toBeLessThan(1e-3);
    });
  });

  it('predicts the same as the cpu backend after training, also after saving and opening', () => {
    const {answers, reopened} = whole(result.training);
    expectClose(answers, steps === TRAINING_STEPS ? reference.answers : reference.early, 1e-3);
    expect(reopened).toEqual(answers);
  });

  it('uses no more tensors, buffers and bytes after 60 steps than after 20', () => {
    const {early, late} = whole(result.leak);
    for (const kind of ['numTensors', 'numBytes', 'buffers', ...backend.holds]) {
      expect(early[kind], kind).toBeGreaterThan(0);
    }
    expect(late).toEqual(early);
  });

  it.skipIf(TARGET !== undefined)(
    'has the results that FEATURES.md states; if not, run `npm run features`',
    () => {
      if (backend.engine !== undefined) {
        // Of any version.
        const row = engineRow(result, expect.any(String) as string);
        expect(readEngineRows()[backend.name]).toEqual(row);
      } else {
        expect(featureCells(result)).toEqual(writtenCells(backend.name));
      }
    },
  );

  if (backend.engine !== undefined && backend.name.startsWith('wasm')) {
    it('reports the threads and the kernels that the engine allows, and why there is one thread', () => {
      const report = whole(result.report);
      const {because, ...due} = dueReport(report);
      expect(report).toMatchObject(due);
      expect(report.oneThreadBecause ?? '').toContain(because);
      expect(report.oneThreadBecause === undefined).toBe(due.threads > 1);
    });
  }
}

/** The suite on each of these backends; one that is not available here is reported as skipped. */
export function testConformance(backends: readonly SuiteBackend[]): void {
  for (const backend of backends) {
    if (backend.missing === undefined) {
      describe(`conformance of ${backend.name}`, () => {
        testBackend(backend);
      });
    } else {
      if (TARGET !== undefined && backend.engine !== undefined) {
        writeEngineRow(backend.name, backend.missing);
      }
      describe.skip(`conformance of ${backend.name} [skipped: ${backend.missing}]`, () => {
        testBackend(backend);
      });
    }
  }
}
