import {readFileSync} from 'node:fs';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {RandomStream} from '../../../../src/core/random';
import {AlexNetError} from '../../../../src/errors';
import {parsePrototxt} from '../../../../src/formats/caffe/prototxt';
import {cpuSeconds} from '../../../support/cpu-time';
import {testData} from '../../../support/data';
import {expectAlexNetError} from '../../../support/matchers';

const LAYER = `
# A layer as Caffe writes it.
name: "net" layer {
  name: 'conv1'  type: "Convolution"
  convolution_param { num_output: 96 kernel_size: 11, kernel_size: 5; bias_term: false
    weight_filler < type: "gaussian" std: 1e-2f > }
  pool: MAX   # an enum
}`;

const MUTATIONS = Number(process.env.ALEXNET_MUTATIONS ?? 1000);

describe('parsePrototxt', () => {
  it('reads fields, messages in both brackets, comments and separators', () => {
    expect(JSON.parse(JSON.stringify(parsePrototxt(LAYER)))).toEqual({
      name: 'net',
      layer: {
        name: 'conv1',
        type: 'Convolution',
        convolution_param: {
          num_output: 96,
          kernel_size: [11, 5],
          bias_term: false,
          weight_filler: {type: 'gaussian', std: 0.01},
        },
        pool: 'MAX',
      },
    });
  });

  it.each<[string, unknown]>([
    ['a: -3', -3],
    ['a: - .5', -0.5],
    ['a: 1.', 1],
    ['a: 0x1F', 31],
    ['a: 010', 8],
    ['a: 0', 0],
    ['a: -inf', -Infinity],
    ['a: nan', NaN],
    ['a: true', true],
    ['a: "x" \'y\'\n"z"', 'xyz'],
    ['a: "tab\\t quote\\" octal\\101 hex\\x41 back\\\\"', 'tab\t quote" octalA hexA back\\'],
    ['a: [1, 2,3]', [1, 2, 3]],
    ['a: []', []],
    ['a: [1] a: 2', [1, 2]],
    ['a: 1 a: [2, 3]', [1, 2, 3]],
    ['a: MAX', 'MAX'],
    ['a: ""', ''],
  ])('reads %s', (text, value) => {
    expect(parsePrototxt(text).a).toEqual(value);
  });

  it.each([
    ['a', 'line 1, column 2', 'has no value'],
    ['a: ', 'column 4', 'the end of the text'],
    ['a {\n  b: 1', 'line 2, column 7', 'the end of the text'],
    ['a: 1 }', 'column 6', '"}"'],
    ['a: 12ab', 'column 4', '12ab'],
    ['a: "open', 'column 4', 'open'],
    ['a: "open\n"', 'column 4', 'has no end'],
    ['a: [1 2]', 'column 7', 'is not closed'],
    ['a: -b', 'column 6', 'not a value'],
    ['a < b: 1 }', 'column 10', '"}"'],
    ['1: 2', 'column 1', 'not a field'],
    ['a: 1 \u0000', 'column 6', 'not a field'],
  ])('says where %j is wrong', async (text, place, received) => {
    await expectAlexNetError(
      () => parsePrototxt(text, 'net.prototxt'),
      'bad-weights',
      'net.prototxt',
      place,
      received,
    );
  });

  it('bounds nesting, length and what a name can do', async () => {
    await expectAlexNetError(() => parsePrototxt('a{'.repeat(100_000)), 'bad-weights', 'at most 100 levels');
    await expectAlexNetError(
      () => parsePrototxt(' '.repeat(2 ** 24 + 1)),
      'bad-weights',
      '16777217 characters',
    );
    const message = parsePrototxt('__proto__ { polluted: 1 } constructor: 1 toString: 2 toString: 3');
    expect(Object.keys(message)).toEqual(['__proto__', 'constructor', 'toString']);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('reads a long text with work that grows with its length', async () => {
    const seconds = await cpuSeconds(() => {
      expect(parsePrototxt('a: 1 # x\n'.repeat(200_000)).a).toHaveLength(200_000);
      expect(parsePrototxt('#\n \t'.repeat(1_000_000))).toEqual({});
      expect(parsePrototxt(`a: "${'\\n'.repeat(1_000_000)}"`).a).toHaveLength(1_000_000);
    });
    expect(seconds).toBeLessThan(10);
  });

  it('returns a message or throws an AlexNetError for any text', () => {
    const parts = [
      'a',
      ':',
      '{',
      '}',
      '<',
      '>',
      '[',
      ']',
      '"',
      "'",
      '\\',
      '1',
      '-',
      '.',
      ',',
      ';',
      '#',
      '\n',
      ' ',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...parts), {maxLength: 60}), pieces => {
        try {
          parsePrototxt(pieces.join(''));
        } catch (error) {
          expect(error).toBeInstanceOf(AlexNetError);
        }
      }),
      {seed: 1, numRuns: 3000},
    );
  });

  const file = testData('weights', 'prototxt', 'bvlc_alexnet', 'train_val.prototxt');
  it.skipIf(file === undefined)(
    `does the same for ${MUTATIONS} mutations of a real definition, and every cut of it`,
    () => {
      const text = readFileSync(file!, 'utf8');
      const attempt = (changed: string): void => {
        try {
          parsePrototxt(changed);
        } catch (error) {
          expect(error).toBeInstanceOf(AlexNetError);
        }
      };
      expect(parsePrototxt(text).layer).toHaveLength(26);
      for (let percent = 0; percent < 100; percent++) {
        attempt(text.slice(0, Math.floor((text.length * percent) / 100)));
      }
      // A piece of the text is enough for a mutation to matter, and keeps many of them short.
      const stream = RandomStream.derive('mutations', 1);
      for (let run = 0; run < MUTATIONS; run++) {
        const start = stream.integer(text.length - 200);
        const characters = Array.from(text.slice(start, start + 200));
        for (let change = 0; change < 3; change++) {
          characters[stream.integer(200)] = String.fromCharCode(stream.integer(128));
        }
        attempt(characters.join(''));
      }
    },
  );
});
