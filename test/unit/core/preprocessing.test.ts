import {describe, expect, it} from 'vitest';
import {
  decodeMeanImage,
  encodeMeanImage,
  parsePreprocessing,
  serializePreprocessing,
  type Preprocessing,
} from '../../../src/core/preprocessing';
import {AlexNetError} from '../../../src/errors';
import {expectAlexNetError} from '../../support/matchers';

const record: Preprocessing = {
  version: 1,
  preset: 'alexnet-mini',
  inputShape: [4, 4, 3],
  resizeShorterSide: 5,
  channelOrder: 'rgb',
  mean: [124, 116, 104],
  meanImage: encodeMeanImage(
    Float32Array.from({length: 75}, (_, i) => i / 3),
    [5, 5, 3],
  ),
  scale: [1, 0.5, -2],
  pca: {
    eigenvalues: [3, 2, 0],
    eigenvectors: [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
  },
  classes: ['dog', 'cat'],
};

describe('parsePreprocessing', () => {
  it('reads back what was written, from the text and from the value', () => {
    expect(parsePreprocessing(serializePreprocessing(record))).toEqual(record);
    expect(parsePreprocessing(JSON.parse(serializePreprocessing(record)))).toEqual(record);
    const copy = parsePreprocessing(record);
    copy.mean[0] = 0;
    expect(record.mean[0]).toBe(124);
  });

  it('takes a record without the optional fields', () => {
    const {preset, meanImage, pca, ...rest} = record;
    expect([preset, meanImage, pca]).not.toContain(undefined);
    expect(parsePreprocessing(rest)).toEqual(rest);
  });

  it.each<[string, object, string]>([
    ['a version of tomorrow', {version: 2, later: true}, 'npm i tfjs-alexnet@latest'],
    ['no version', {version: '2'}, 'version = "2"'],
    ['an empty preset', {preset: ''}, 'preset = ""'],
    ['a shape of two numbers', {inputShape: [4, 4]}, 'inputShape = [4,4]'],
    ['an input larger than the square', {inputShape: [6, 4, 3]}, 'inputShape = [6,4,3]'],
    ['two channels', {inputShape: [4, 4, 2]}, 'inputShape = [4,4,2]'],
    ['a side of zero', {resizeShorterSide: 0}, 'resizeShorterSide = 0'],
    ['a side that would fill the memory', {resizeShorterSide: 1e6}, 'resizeShorterSide = 1000000'],
    ['an unknown order', {channelOrder: 'grb'}, 'channelOrder = "grb"'],
    ['a mean of text', {mean: ['1', 2, 3]}, 'mean = ["1",2,3]'],
    ['a mean that is no number', {mean: [NaN, 2, 3]}, 'mean = ["NaN",2,3]'],
    ['a scale of zero', {scale: [1, 0, 1]}, 'scale = [1,0,1]'],
    ['no classes', {classes: []}, 'classes = []'],
    ['a class twice', {classes: ['a', 'a']}, 'classes = ["a","a"]'],
    [
      'a mean image of another size',
      {meanImage: {shape: [4, 4, 3], base64: ''}},
      'meanImage.shape = [4,4,3]',
    ],
    ['a mean image that is too short', {meanImage: {shape: [5, 5, 3], base64: 'AAAA'}}, '4 characters: AAAA'],
    ['a mean image that is a list', {meanImage: []}, 'meanImage = []'],
    ['a mean image of bytes', {meanImage: {shape: [5, 5, 3], base64: 7}}, 'meanImage.base64 = 7'],
    ['a negative eigenvalue', {pca: {...record.pca, eigenvalues: [1, 1, -1]}}, 'pca.eigenvalues = [1,1,-1]'],
    [
      'eigenvectors that are no rows',
      {pca: {...record.pca, eigenvectors: [1, 2, 3]}},
      'pca.eigenvectors = [1,2,3]',
    ],
    ['components that are no object', {pca: 5}, 'pca = 5'],
    ['a misspelt field', {clases: []}, 'no such field; classes perhaps'],
  ])('refuses %s', async (_title, change, fragment) => {
    await expectAlexNetError(
      () => parsePreprocessing({...record, ...change}),
      'bad-weights',
      fragment,
      'fix: ',
    );
  });

  it('refuses a mean image that holds NaN', async () => {
    const values = new Float32Array(75);
    values[3] = NaN;
    await expectAlexNetError(
      () => parsePreprocessing({...record, meanImage: encodeMeanImage(values, [5, 5, 3])}),
      'bad-weights',
      'finite float32',
      'number 3 is NaN',
    );
  });

  it('names every problem at once, and the file', async () => {
    const error = await expectAlexNetError(
      () => parsePreprocessing({...record, version: 0, mean: [], classes: 'dog'}, 'model/preprocessing.json'),
      'bad-weights',
      'model/preprocessing.json',
      '3 things are wrong',
      'version = 0; mean = []; classes = "dog"',
    );
    expect(error.details).toMatchObject({received: ['version = 0', 'mean = []', 'classes = "dog"']});
  });

  it.each([['null'], ['[]'], ['"text"'], ['{'], ['']])('refuses the text %s', text => {
    expect(() => parsePreprocessing(text)).toThrow(AlexNetError);
  });

  it('takes an input of one channel', () => {
    const {pca, meanImage, ...rest} = record;
    expect(pca === undefined || meanImage === undefined).toBe(false);
    const gray = {...rest, inputShape: [4, 4, 1], mean: [0], scale: [1 / 255]};
    expect(parsePreprocessing(gray).inputShape).toEqual([4, 4, 1]);
  });
});

describe('serializePreprocessing', () => {
  it('refuses what could not be read again', async () => {
    await expectAlexNetError(
      () => serializePreprocessing({...record, classes: []}),
      'bad-weights',
      'classes',
    );
  });
});

describe('encodeMeanImage', () => {
  it('comes back as it was', () => {
    const values = Float32Array.of(1, -2, 3.5);
    expect(decodeMeanImage(encodeMeanImage(values, [1, 1, 3]))).toEqual(values);
  });

  it('refuses a shape that does not belong to the values', async () => {
    await expectAlexNetError(() => encodeMeanImage(new Float32Array(5), [1, 2, 3]), 'bad-shape', '5 numbers');
    await expectAlexNetError(
      () => decodeMeanImage({shape: [1, 1, 3], base64: 'AA=='}),
      'bad-weights',
      '4 characters',
    );
  });
});
