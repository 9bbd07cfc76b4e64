import {AlexNetError} from '../errors';
import {base64Length, decodeFloat32, encodeFloat32} from './base64';
import type {RgbComponents} from './channel-moments';
import {nearest, show} from './check';

/**
 * A mean per pixel, as text that survives JSON.
 *
 * @category Images and augmentation
 */
export interface EncodedMeanImage {
  /** [height, width, channels]; height and width are `resizeShorterSide`. */
  shape: [number, number, number];
  /** float32, little-endian, rows first, RGB, 0–255 units. */
  base64: string;
}

/**
 * Preprocessing of photos for one trained network: the content of `preprocessing.json`.
 *
 * In this order: decoded to RGB, shorter side to `resizeShorterSide`, central square, minus the mean, crop to
 * `inputShape`, times `scale`, channels put into `channelOrder`.
 *
 * @category Images and augmentation
 */
export interface Preprocessing {
  /** Of this file's form. */
  version: 1;
  /** Id of the preset that the network was made from. */
  preset?: string;
  /** [height, width, channels] that the network takes; 1 or 3 channels, sides at most `resizeShorterSide`. */
  inputShape: [number, number, number];
  /** Pixels of the shorter side, and of the central square that is kept of it. */
  resizeShorterSide: number;
  /** Order in which the network takes the channels. */
  channelOrder: 'rgb' | 'bgr';
  /** Mean per channel (RGB, 0–255 units), subtracted. */
  mean: number[];
  /** Mean per pixel; where it is given it replaces `mean`. */
  meanImage?: EncodedMeanImage;
  /** Factor per channel (RGB), applied after the mean was subtracted; not 0. */
  scale: number[];
  /** Principal components of the training photos, for color augmentation. */
  pca?: RgbComponents;
  /** Class names in the order of the network's outputs. */
  classes: string[];
}

const KEYS = [
  'version',
  'preset',
  'inputShape',
  'resizeShorterSide',
  'channelOrder',
  'mean',
  'meanImage',
  'scale',
  'pca',
  'classes',
];

/** No photo is decoded to a larger square than this; it also keeps the product of two sizes an exact integer. */
export const MAX_SIDE = 16384;

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isFiniteNumber = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value);
const isNumbers = (value: unknown, length: number): value is number[] =>
  Array.isArray(value) && value.length === length && value.every(isFiniteNumber);
const isSide = (value: unknown): value is number =>
  Number.isInteger(value) && Number(value) >= 1 && Number(value) <= MAX_SIDE;

/**
 * Reads a {@link Preprocessing} from JSON that may come from anywhere: each field is checked, all that is wrong is
 * reported at once, and the mean image's length is compared with its shape before it is decoded.
 *
 * `json` is the text of the file or its parsed value; `file` names it in the error.
 *
 * @category Images and augmentation
 */
export function parsePreprocessing(json: unknown, file = 'preprocessing.json'): Preprocessing {
  let value = json;
  if (typeof json === 'string') {
    try {
      value = JSON.parse(json);
    } catch (cause) {
      throw wrong(file, ['the file: JSON'], [`${json.length} characters that are not JSON`], cause);
    }
  }
  if (!isObject(value)) {
    throw wrong(file, ['a JSON object'], [show(value)]);
  }
  if (isFiniteNumber(value.version) && value.version > 1) {
    throw wrong(
      file,
      ['version: 1'],
      [`version = ${value.version}`],
      undefined,
      'a newer tfjs-alexnet wrote it: npm i tfjs-alexnet@latest',
    );
  }
  // The digest in the file of a model directory: checked where the file is read, not a field of the record.
  const {sha256: _digest, ...fields} = value;
  const expected: string[] = [];
  const received: string[] = [];
  const demand = (holds: boolean, name: string, text: string, got: unknown): void => {
    if (!holds) {
      expected.push(`${name}: ${text}`);
      received.push(`${name} = ${show(got)}`);
    }
  };
  checkFields(fields, demand);
  if (expected.length > 0) {
    throw wrong(file, expected, received);
  }
  // Every field was checked above; the copy keeps the caller's object and ours apart.
  return structuredClone(fields) as unknown as Preprocessing;
}

type Demand = (holds: boolean, name: string, text: string, got: unknown) => void;

function checkFields(value: Json, demand: Demand): void {
  for (const key of Object.keys(value).filter(name => !KEYS.includes(name))) {
    const near = nearest(key, KEYS);
    demand(false, key, near === undefined ? 'no such field' : `no such field; ${near} perhaps`, value[key]);
  }
  const {version, preset, inputShape, resizeShorterSide, channelOrder, mean, scale, classes} = value;
  demand(version === 1, 'version', '1', version);
  demand(
    preset === undefined || (typeof preset === 'string' && preset !== ''),
    'preset',
    'a name, or left out',
    preset,
  );
  demand(
    isSide(resizeShorterSide),
    'resizeShorterSide',
    `an integer from 1 to ${MAX_SIDE}`,
    resizeShorterSide,
  );
  const side = isSide(resizeShorterSide) ? resizeShorterSide : MAX_SIDE;
  const isShape =
    isNumbers(inputShape, 3) &&
    inputShape.slice(0, 2).every(size => isSide(size) && size <= side) &&
    [1, 3].includes(inputShape[2] ?? 0);
  demand(
    isShape,
    'inputShape',
    'height and width from 1 to resizeShorterSide, then 1 or 3 channels',
    inputShape,
  );
  const channels = isShape ? (inputShape[2] ?? 3) : 3;
  demand(
    channelOrder === 'rgb' || (channelOrder === 'bgr' && channels === 3),
    'channelOrder',
    '"rgb", or "bgr" where there are 3 channels',
    channelOrder,
  );
  demand(isNumbers(mean, channels), 'mean', `${channels} finite numbers`, mean);
  demand(
    isNumbers(scale, channels) && !scale.includes(0),
    'scale',
    `${channels} finite numbers other than 0`,
    scale,
  );
  demand(
    Array.isArray(classes) &&
      classes.length > 0 &&
      classes.every(name => typeof name === 'string' && name !== '') &&
      new Set(classes).size === classes.length,
    'classes',
    'at least one name, each once',
    classes,
  );
  checkMeanImage(value.meanImage, [side, side, channels], demand);
  checkComponents(value.pca, channels, demand);
}

function checkMeanImage(image: unknown, shape: readonly number[], demand: Demand): void {
  if (image === undefined) {
    return;
  }
  if (!isObject(image)) {
    demand(false, 'meanImage', 'an object, or left out', image);
    return;
  }
  const fits = isNumbers(image.shape, 3) && image.shape.every((size, i) => size === shape[i]);
  demand(fits, 'meanImage.shape', `${show(shape)} (resizeShorterSide and the channels)`, image.shape);
  const {base64} = image;
  if (typeof base64 !== 'string') {
    demand(false, 'meanImage.base64', 'a text', base64);
    return;
  }
  if (fits) {
    const count = shape.reduce((product, size) => product * size, 1);
    const length = base64Length(4 * count);
    const decoded = decodeFloat32(base64, count);
    const at = decoded?.findIndex(number => !Number.isFinite(number)) ?? -1;
    demand(
      decoded !== undefined && at < 0,
      'meanImage.base64',
      `${length} characters of base64 that hold ${count} finite float32 numbers`,
      `${base64.length} characters: ${base64.slice(0, 24)}…${at < 0 ? '' : `, number ${at} is ${String(decoded?.[at])}`}`,
    );
  }
}

function checkComponents(pca: unknown, channels: number, demand: Demand): void {
  if (pca === undefined) {
    return;
  }
  if (!isObject(pca)) {
    demand(false, 'pca', 'an object, or left out', pca);
    return;
  }
  const {eigenvalues, eigenvectors} = pca;
  demand(
    isNumbers(eigenvalues, channels) && eigenvalues.every(value => value >= 0),
    'pca.eigenvalues',
    `${channels} numbers of at least 0`,
    eigenvalues,
  );
  demand(
    Array.isArray(eigenvectors) &&
      eigenvectors.length === channels &&
      eigenvectors.every(row => isNumbers(row, channels)),
    'pca.eigenvectors',
    `${channels} rows of ${channels} numbers`,
    eigenvectors,
  );
}

function wrong(
  file: string,
  expected: string[],
  received: string[],
  cause?: unknown,
  fix = 'take preprocessing.json from the directory that training wrote, or correct the fields named above',
): AlexNetError {
  return new AlexNetError({
    code: 'bad-weights',
    where: file,
    problem: `this is not a preprocessing record (${expected.length === 1 ? 'one thing is' : `${expected.length} things are`} wrong).`,
    expected: expected.join('; '),
    received: received.join('; '),
    fix,
    details: {expected, received},
    cause,
  });
}

/**
 * The text of `preprocessing.json`; what {@link parsePreprocessing} would refuse is refused here, too.
 *
 * @category Images and augmentation
 */
export function serializePreprocessing(preprocessing: Preprocessing): string {
  return `${JSON.stringify(parsePreprocessing(preprocessing, 'serializePreprocessing'), null, 2)}\n`;
}

/** Puts a mean image [height, width, channels] into the form that {@link Preprocessing} holds. */
export function encodeMeanImage(
  values: Float32Array,
  shape: readonly [number, number, number],
): EncodedMeanImage {
  if (values.length !== shape[0] * shape[1] * shape[2]) {
    throw new AlexNetError({
      code: 'bad-shape',
      where: 'encodeMeanImage',
      problem: 'the mean image does not have as many numbers as its shape says.',
      expected: `${shape[0] * shape[1] * shape[2]} numbers for shape ${show(shape)}`,
      received: `${values.length} numbers`,
      fix: 'pass the shape [height, width, channels] that belongs to the values',
    });
  }
  return {shape: [...shape], base64: encodeFloat32(values)};
}

/** The values of a mean image, [height, width, channels] row by row. */
export function decodeMeanImage(image: EncodedMeanImage): Float32Array {
  const [height, width, channels] = image.shape;
  const values = decodeFloat32(image.base64, height * width * channels);
  if (values === undefined) {
    throw wrong(
      'meanImage',
      [`base64 of ${height * width * channels} float32 numbers`],
      [`${image.base64.length} characters`],
    );
  }
  return values;
}
