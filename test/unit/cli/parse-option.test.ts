import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {
  byteCount,
  classWeights,
  decimalNumber,
  imageShape,
  nameList,
  numberList,
  oneOf,
  ranksByLayer,
  integer,
} from '../../../src/cli/parse-option';
import {expectAlexNetError} from '../../support/matchers';

describe('integer', () => {
  it('takes digits only', () => {
    expect(integer('--epochs')('12')).toBe(12);
    expect(integer('--epochs')('0')).toBe(0);
  });

  it.each(['', ' ', 'abc', '12abc', '-1', '1.5', '1e3', '0x10', '+1', 'NaN', '9'.repeat(16)])(
    'refuses %j with the option, the text and what is expected',
    async text => {
      await expectAlexNetError(
        () => integer('--epochs', 0)(text),
        'bad-argument',
        '--epochs',
        `received: ${JSON.stringify(text)}`,
        'an integer of at least 0',
      );
    },
  );

  it('refuses a number below its minimum', async () => {
    await expectAlexNetError(() => integer('--batch', 1)('0'), 'bad-argument', 'at least 1', '"0"');
  });

  it('refuses a number above its maximum, and says the range', async () => {
    expect(integer('--threads', 1, 64)('64')).toBe(64);
    await expectAlexNetError(
      () => integer('--threads', 1, 64)('65'),
      'bad-argument',
      '"65" is not an integer from 1 to 64',
    );
  });

  it('reports too many digits, not that the text is no integer', async () => {
    await expectAlexNetError(
      () => integer('--epochs', 1)('9'.repeat(20)),
      'bad-argument',
      'is not an integer of at least 1, of at most 15 digits',
    );
  });
});

describe('decimalNumber', () => {
  it('takes decimals with and without an exponent', () => {
    const parse = decimalNumber('--learning-rate');
    expect(['0.01', '1e-3', '.5', '5.', '+2'].map(parse)).toEqual([0.01, 0.001, 0.5, 5, 2]);
  });

  it.each(['', 'abc', '-1', 'Infinity', 'NaN', '1,5', '0x1', '1e999'])('refuses %j', async text => {
    await expectAlexNetError(
      () => decimalNumber('--learning-rate')(text),
      'bad-argument',
      '--learning-rate',
      `received: ${JSON.stringify(text)}`,
    );
  });

  it('keeps its bounds, and the lower one only where it is included', async () => {
    expect(decimalNumber('--dropout', {max: 1})('0')).toBe(0);
    await expectAlexNetError(
      () => decimalNumber('--validation-split', {max: 0.9, includeMin: false})('0'),
      'bad-argument',
      'a number above 0 and at most 0.9',
    );
    await expectAlexNetError(
      () => decimalNumber('--dropout', {max: 1})('1.01'),
      'bad-argument',
      'at least 0 and at most 1',
    );
  });
});

describe('byteCount', () => {
  it('takes powers of 1024 by their letter', () => {
    expect(['0', '1000', '2K', '3m', '1GB'].map(byteCount('--cache-bytes'))).toEqual([
      0, 1000, 2048, 3145728, 1073741824,
    ]);
  });

  it.each(['', 'M', '-1', '1.5G', '1T', '999999999999999G'])('refuses %j', async text => {
    await expectAlexNetError(
      () => byteCount('--cache-bytes')(text),
      'bad-argument',
      '512M',
      JSON.stringify(text),
    );
  });
});

describe('nameList', () => {
  it('splits at commas and trims', () => {
    expect(nameList('--classes')('dog, cat')).toEqual(['dog', 'cat']);
  });

  it('reads any name, quoted as in a CSV file where it has a comma', () => {
    const parse = nameList('--classes');
    expect(parse('"tench, Tinca tinca",goldfish')).toEqual(['tench, Tinca tinca', 'goldfish']);
    expect(parse(' "a" , 5" disk')).toEqual(['a', '5" disk']);
    const name = fc.string({minLength: 1}).filter(text => text.trim() === text && text !== '');
    fc.assert(
      fc.property(fc.uniqueArray(name, {minLength: 1}), names => {
        const quoted = names.map(text => `"${text.replace(/"/g, '""')}"`).join(',');
        expect(parse(quoted)).toEqual(names);
      }),
    );
  });

  it.each(['', 'dog,', 'dog,dog', '"dog', '"dog"s,cat', '""'])('refuses %j', async text => {
    await expectAlexNetError(
      () => nameList('--classes')(text),
      'bad-argument',
      '--classes',
      JSON.stringify(text),
    );
  });
});

describe('classWeights', () => {
  it('takes balanced, or a weight for each name, quoted where it has a comma', () => {
    const parse = classWeights('--class-weights');
    expect(parse('balanced')).toBe('balanced');
    expect(parse('cat=2, wild dog = .5')).toEqual({cat: 2, 'wild dog': 0.5});
    expect(parse('"tench, Tinca tinca"=3,"a=""b"""=0')).toEqual({'tench, Tinca tinca': 3, 'a="b"': 0});
  });

  it.each(['', 'cat', 'cat=', 'cat=-1', 'cat=2,', 'cat=2,cat=3', 'cat=2 dog=1', '=2', 'cat=1e'])(
    'refuses %j',
    async text => {
      await expectAlexNetError(
        () => classWeights('--class-weights')(text),
        'bad-argument',
        '--class-weights',
        'cat=2,dog=1',
      );
    },
  );
});

describe('oneOf', () => {
  it('takes a known word and lists the known ones for another', async () => {
    expect(oneOf('--optimizer', ['sgd', 'adam'])('adam')).toBe('adam');
    await expectAlexNetError(
      () => oneOf('--optimizer', ['sgd', 'adam'])('Adam'),
      'bad-argument',
      'one of sgd, adam',
      '"Adam"',
    );
  });
});

describe('numberList', () => {
  it('takes one number or more', () => {
    expect(numberList('--scale')('0.00390625')).toEqual([0.00390625]);
    expect(numberList('--mean')('-1, 2.5,3e2')).toEqual([-1, 2.5, 300]);
  });

  it.each(['', '1,', 'a', '1;2', '0x10', 'NaN', 'Infinity'])('refuses %j', async text => {
    await expectAlexNetError(
      () => numberList('--mean')(text),
      'bad-argument',
      '--mean',
      'separated by commas',
    );
  });
});

describe('imageShape', () => {
  it('takes height, width and channels', () => {
    expect(imageShape('--input-shape')('28,30,1')).toEqual([28, 30, 1]);
  });

  it.each(['', '28', '28,28', '28,28,0', '28,28,3,1', '1.5,2,3', 'a,b,c'])('refuses %j', async text => {
    await expectAlexNetError(() => imageShape('--input-shape')(text), 'bad-argument', 'height, width');
  });
});

describe('ranksByLayer', () => {
  it('takes a rank for each layer', () => {
    expect(ranksByLayer('--svd-rank')('fc6=512, fc7=256')).toEqual({fc6: 512, fc7: 256});
  });

  it.each(['', 'fc6', 'fc6=', 'fc6=0', '=3', 'fc6=1.5', 'fc6=2,fc6=3', 'fc6=-1'])(
    'refuses %j',
    async text => {
      await expectAlexNetError(() => ranksByLayer('--svd-rank')(text), 'bad-argument', 'fc6=512,fc7=256');
    },
  );
});
