import {nearest, show} from '../core/check';
import {AlexNetError} from '../errors';
import {listPresets, PRESETS} from '../presets/presets';
import type {PretrainedWeights} from '../presets/pretrained';

type Json = Record<string, unknown>;
type Problems = {expected: string[]; received: string[]};

const KEYS = [
  'name',
  'url',
  'digest',
  'bytes',
  'preset',
  'preprocess',
  'classes',
  'accuracy',
  'license',
  'source',
  'notes',
];
const DIGEST_LENGTHS: Readonly<Record<string, number>> = {sha256: 64, sha1: 40};
/** Fewer digits would be found by chance or by trying. */
const MIN_PREFIX = 8;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isNumbers = (value: unknown, count: number): value is number[] =>
  Array.isArray(value) &&
  value.length === count &&
  value.every(item => typeof item === 'number' && Number.isFinite(item));

/**
 * Reads a table of weights of one's own: a JSON array of records like those of `PRETRAINED`. Where `preprocess` or
 * `classes` are left out they are those of the preset, and ImageNet's. All that is wrong is reported at once.
 *
 * @param file names the table in an error.
 */
export function parsePretrained(text: string, file: string): Record<string, PretrainedWeights> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw wrong(file, {expected: ['JSON'], received: [`${text.length} characters that are not`]}, cause);
  }
  if (!Array.isArray(json) || !json.every(isObject)) {
    throw wrong(file, {expected: ['an array of records'], received: [show(json)]});
  }
  const problems: Problems = {expected: [], received: []};
  const records = json.map((value, at) =>
    readRecord(value, isText(value.name) ? value.name : `[${at}]`, problems),
  );
  if (problems.expected.length > 0) {
    throw wrong(file, problems);
  }
  return Object.fromEntries(records.map(record => [record.name, record]));
}

function readRecord(value: Json, label: string, problems: Problems): PretrainedWeights {
  const demand = (holds: boolean, field: string, expected: string): void => {
    if (!holds) {
      problems.expected.push(`${label} ${field}: ${expected}`);
      problems.received.push(`${field} = ${show(value[field])}`);
    }
  };
  for (const key of Object.keys(value).filter(name => !KEYS.includes(name))) {
    const near = nearest(key, KEYS);
    demand(false, key, near === undefined ? 'no such field' : `no such field; ${near} perhaps`);
  }
  const {name, url, digest, bytes, preset, preprocess, classes} = value;
  demand(isText(name) && /^\w[\w.-]*$/.test(name), 'name', 'letters, digits, dots, dashes, underscores');
  demand(isText(url) && /^https?:\/\//.test(url), 'url', 'an http or https address');
  demand(isDigest(digest), 'digest', '{"algorithm": "sha256" or "sha1", "hex": its lower-case digits}');
  demand(
    bytes === undefined || (Number.isSafeInteger(bytes) && Number(bytes) > 0),
    'bytes',
    'a length, or left out',
  );
  const known = isText(preset) ? PRESETS[preset] : undefined;
  demand(known !== undefined, 'preset', `one of ${listPresets().join(', ')}`);
  const channels = known?.inputShape[2] ?? 3;
  const way = preprocess ?? known?.preprocess;
  demand(
    known === undefined || isPreprocess(way, channels),
    'preprocess',
    `{resizeShorterSide, channelOrder, mean, scale} with numbers for ${channels} channels`,
  );
  demand(
    classes === undefined ||
      classes === 'imagenet' ||
      (Array.isArray(classes) && classes.length > 0 && classes.every(isText)),
    'classes',
    '"imagenet", or the names of the outputs',
  );
  for (const field of ['license', 'source']) {
    demand(value[field] === undefined || isText(value[field]), field, 'a text, or left out');
  }
  // Every field that is used was checked above.
  return {
    license: 'not said',
    source: isText(url) ? url : '',
    classes: 'imagenet',
    ...value,
    preprocess: way,
  } as unknown as PretrainedWeights;
}

function isDigest(value: unknown): boolean {
  if (!isObject(value) || !isText(value.hex) || !/^[0-9a-f]+$/.test(value.hex)) {
    return false;
  }
  const length = DIGEST_LENGTHS[String(value.algorithm)];
  return length !== undefined && value.isPrefix === true
    ? value.hex.length >= MIN_PREFIX && value.hex.length < length
    : value.hex.length === length;
}

function isPreprocess(value: unknown, channels: number): boolean {
  return (
    isObject(value) &&
    Number.isInteger(value.resizeShorterSide) &&
    (value.channelOrder === 'rgb' || value.channelOrder === 'bgr') &&
    isNumbers(value.mean, channels) &&
    (isNumbers(value.scale, channels) || (typeof value.scale === 'number' && Number.isFinite(value.scale)))
  );
}

function wrong(file: string, {expected, received}: Problems, cause?: unknown): AlexNetError {
  return new AlexNetError({
    code: 'bad-argument',
    where: file,
    problem: `this is no table of weights (${expected.length === 1 ? 'one thing is' : `${expected.length} things are`} wrong).`,
    expected: expected.join('; '),
    received: received.join('; '),
    fix: 'correct the fields named above',
    details: {expected, received},
    cause,
  });
}
