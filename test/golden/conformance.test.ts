/** The definitions of test/conformance and their central differences, against PyTorch's results for the same inputs. */
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {CASES} from '../conformance/cases/index';
import {nameOf, relativeError, truthOf} from '../conformance/verdict';

/** Both are float64; the recorded values have seven digits. */
const BOUND = 1e-6;

describe.each(['convolution', 'pooling', 'layers'])('the definitions of %s', part => {
  const file = join(import.meta.dirname, `data/conformance-${part}.json`);
  const {cases} = JSON.parse(readFileSync(file, 'utf8')) as {cases: Record<string, number[][]>};

  it.each(Object.entries(cases))(
    "equal PyTorch's values and gradients (else run make_conformance.py): %s",
    (name, recorded) => {
      const test = CASES.find(one => nameOf(one) === name)!;
      const truth = truthOf(test);
      expect(truth).toHaveLength(recorded.length);
      truth.forEach(({data}, i) => {
        expect(relativeError(data, recorded[i]!)).toBeLessThan(BOUND);
      });
    },
  );
});
