/** The tests that every backend has to pass, from the results that it gave. */
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {expectClose} from '../support/matchers';
import type {SuiteBackend} from './backends';
import {CASES} from './cases/index';
import {featureCells, writtenCells} from './feature-cell';
import {knownFaults} from './known-faults';
import type {ConformanceResult} from './run-conformance';
import type {TrainingResult} from './training';
import {faultOf, nameOf} from './verdict';

const REFERENCE = join(import.meta.dirname, 'reference.json');
/** Set by scripts/make-features.ts: where to write results, instead of comparing them with FEATURES.md. */
const TARGET = process.env.ALEXNET_FEATURES_TARGET;
const TIMEOUT_MS = 400_000;

/** Rethrows what a backend said when something failed on it. */
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
    if (TARGET !== undefined && existsSync(TARGET)) {
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

  it('starts from the same weights, bit by bit, and loses alike for 20 steps', () => {
    const {initialWeights, losses} = whole(result.training);
    expect(initialWeights).toBe(reference.initialWeights);
    expect(losses).toHaveLength(20);
    losses.forEach((loss, step) => {
      const difference = Math.abs(loss / reference.losses[step]! - 1);
      expect(difference, `step ${step}: ${loss} and ${reference.losses[step]!}`).toBeLessThan(1e-3);
    });
  });

  it('answers after training as the others do, and the same after it was saved and opened', () => {
    const {answers, reopened} = whole(result.training);
    expectClose(answers, reference.answers, 1e-3);
    expect(reopened).toEqual(answers);
  });

  it('holds after 200 steps what it held after 20: tensors, buffers, bytes', () => {
    const {early, late} = whole(result.leak);
    for (const kind of ['numTensors', 'numBytes', 'buffers', ...backend.holds]) {
      expect(early[kind], kind).toBeGreaterThan(0);
    }
    expect(late).toEqual(early);
  });

  it.skipIf(TARGET !== undefined)('is what FEATURES.md says: else run `npm run features`', () => {
    expect(featureCells(result)).toEqual(writtenCells(backend.name));
  });
}

/** The suite on each of these backends; one that cannot be had here is named as skipped. */
export function testConformance(backends: readonly SuiteBackend[]): void {
  for (const backend of backends) {
    if (backend.missing === undefined) {
      describe(`conformance of ${backend.name}`, () => {
        testBackend(backend);
      });
    } else {
      describe.skip(`conformance of ${backend.name} [skipped: ${backend.missing}]`, () => {
        testBackend(backend);
      });
    }
  }
}
