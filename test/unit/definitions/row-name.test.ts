import {describe, expect, it} from 'vitest';
import {findNamed, rowName} from '../../../src/definitions/row-name';

const THINGS = [
  {name: '/fc/Gemm', outputs: ['/fc/Gemm_output_0']},
  {name: 'Loss', outputs: ['13']},
  {name: 'A', outputs: ['a:0']},
  {name: 'a', outputs: ['b']},
];
const find = (wanted: string): string | undefined =>
  findNamed(
    wanted,
    THINGS,
    ({name}) => [name],
    ({outputs}) => outputs,
  )?.name;

describe('rowName', () => {
  it('keeps the characters that tfjs allows', () => {
    expect(rowName('/fc/Gemm')).toBe('fc/Gemm');
    expect(rowName('dense/BiasAdd:0')).toBe('dense/BiasAdd_0');
  });
});

describe('findNamed', () => {
  it.each([
    ['/fc/Gemm', '/fc/Gemm'],
    ['fc/Gemm', '/fc/Gemm'],
    ['/fc/Gemm_output_0', '/fc/Gemm'],
    ['fc/Gemm_output_0', '/fc/Gemm'],
    ['13', 'Loss'],
    ['loss', 'Loss'],
    ['A', 'A'],
    ['a', 'a'],
    ['a:0', 'A'],
    ['a_0', 'A'],
    ['nothing', undefined],
  ])('%s means %s', (wanted, expected) => {
    expect(find(wanted)).toBe(expected);
  });
});
