import {describe, expect, it} from 'vitest';
import {meetsRules} from '../../../../src/formats/caffe/meets-rules';
import {parsePrototxt} from '../../../../src/formats/caffe/prototxt';

const meets = (layer: string, stages: string[] = []): boolean =>
  meetsRules(parsePrototxt(layer), {phase: 'TEST', stages});

describe('meetsRules', () => {
  it.each<[string, string[], boolean]>([
    ['', [], true],
    ['include { phase: TEST }', [], true],
    ['include { phase: TRAIN }', [], false],
    ['include { phase: TRAIN } include { phase: TEST }', [], true],
    ['exclude { phase: TEST }', [], false],
    ['include { phase: TEST stage: "a" }', [], false],
    ['include { phase: TEST stage: "a" }', ['a'], true],
    ['include { stage: "a" stage: "b" }', ['a'], false],
    ['include { not_stage: "a" }', [], true],
    ['include { not_stage: "a" }', ['a'], false],
    ['exclude { stage: "a" }', ['a'], false],
    ['include { min_level: 1 }', [], false],
    ['include { max_level: 0 }', [], true],
  ])('%s with the stages %j: %s', (layer, stages, expected) => {
    expect(meets(layer, stages)).toBe(expected);
  });
});
