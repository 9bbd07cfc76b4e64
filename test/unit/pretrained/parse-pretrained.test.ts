import {describe, expect, it} from 'vitest';
import {parsePretrained} from '../../../src/pretrained/parse-pretrained';
import {PRESETS} from '../../../src/presets/presets';
import {PRETRAINED} from '../../../src/presets/pretrained';

const OWN = {
  name: 'lenet5.ours',
  url: 'https://example.org/lenet.safetensors',
  digest: {algorithm: 'sha256', hex: 'a'.repeat(64)},
  preset: 'lenet5',
  preprocess: {resizeShorterSide: 32, channelOrder: 'rgb', mean: [0], scale: 0.0039},
  classes: ['0', '1'],
};

const parse = (...records: unknown[]): ReturnType<typeof parsePretrained> =>
  parsePretrained(JSON.stringify(records), 'table.json');

describe('parsePretrained', () => {
  it('reads the records of this package back', () => {
    expect(parse(...Object.values(PRETRAINED))).toEqual(PRETRAINED);
  });

  it('takes what is left out from the preset', () => {
    const {preprocess: _way, classes: _names, preset: _preset, ...rest} = OWN;
    const read = parse({...rest, preset: 'squeezenet1.1'})['lenet5.ours'];
    expect(read).toMatchObject({
      preprocess: PRESETS['squeezenet1.1']?.preprocess,
      classes: 'imagenet',
      license: 'not said',
      source: OWN.url,
    });
  });

  it('reports all that is wrong at once', () => {
    expect(() =>
      parse({...OWN, url: 'ftp://x', bytes: -1}, {...OWN, name: '../up', sha256: 'x'}),
    ).toThrowError(
      expect.objectContaining({
        code: 'bad-argument',
        where: 'table.json',
        problem: expect.stringContaining('4 things are wrong') as string,
        received: expect.stringContaining('"ftp://x"') as string,
      }) as Error,
    );
  });

  it.each([
    ['digest', {algorithm: 'sha256', hex: 'a'.repeat(63)}],
    ['digest', {algorithm: 'sha256', hex: 'A'.repeat(64)}],
    ['digest', {algorithm: 'md5', hex: 'a'.repeat(32)}],
    ['digest', {algorithm: 'sha256', hex: 'abcdef0', isPrefix: true}],
    ['digest', undefined],
    ['preset', 'resnet50'],
    ['preprocess', {...OWN.preprocess, mean: 'training-set'}],
    ['preprocess', {...OWN.preprocess, mean: [1, 2, 3]}],
    ['preprocess', {...OWN.preprocess, channelOrder: 'grb'}],
    ['classes', []],
    ['classes', [1]],
    ['license', 5],
    ['name', undefined],
  ])('refuses %s = %j', (field, value) => {
    expect(() => parse({...OWN, [field]: value})).toThrowError(
      expect.objectContaining({expected: expect.stringContaining(field) as string}) as Error,
    );
  });

  it.each(['', '{', '{}', '[1]', 'null'])('refuses %j', text => {
    expect(() => parsePretrained(text, 'table.json')).toThrowError(
      expect.objectContaining({code: 'bad-argument', where: 'table.json'}) as Error,
    );
  });
});
