import {show} from '../../core/check';
import {AlexNetError} from '../../errors';
import type {PublishedDataSet} from '../../presets/data-sets';

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isName = (value: unknown): boolean => isText(value) && /^\w[\w.-]*$/.test(value);
const isLength = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) > 0;
/** A path inside a folder; '' is the folder itself. */
const isInside = (value: unknown): boolean =>
  value === '' ||
  (isText(value) && value.split('/').every(part => isText(part) && !/^\.|[\\:\0]/.test(part)));

/**
 * Reads a table of data sets of one's own: a JSON array of records like those of the built-in table. All that is wrong is
 * reported at once.
 *
 * @param file names the table in an error.
 */
export function parseDataSets(text: string, file: string): Record<string, PublishedDataSet> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = text.slice(0, 60);
  }
  const problems = Array.isArray(json)
    ? json.flatMap((record, i) => problemsOf(record, `[${i}]`))
    : ['an array of records'];
  if (problems.length > 0) {
    throw new AlexNetError({
      code: 'bad-argument',
      where: file,
      problem: 'this is no table of data sets.',
      expected: problems.join('; '),
      received: show(json),
      fix: 'correct the fields named above',
      details: {problems},
    });
  }
  // Every field that is used was checked above.
  const records = json as (Omit<PublishedDataSet, Shown> & Partial<Pick<PublishedDataSet, Shown>>)[];
  return Object.fromEntries(
    records.map(record => [record.name, {license: 'not stated', source: '', holds: '', ...record}]),
  );
}

/** Fields that are only shown. */
type Shown = 'license' | 'source' | 'holds';

function problemsOf(record: unknown, label: string): string[] {
  if (!isObject(record)) {
    return [`${label}: an object`];
  }
  const {name, kind, files, archive} = record;
  const rules: [boolean, string][] = [
    [isName(name), 'name: letters, digits, dots, dashes, underscores'],
    [kind === 'photos' || kind === 'images', 'kind: "photos" or "images"'],
    [kind !== 'photos' || archive !== undefined, 'archive: where the photos are in the archive'],
    [
      Array.isArray(files) && files.length > 0 && files.every(isFile),
      'files: records {name, urls, digest: {algorithm: "sha256" or "sha1", hex}, bytes}',
    ],
    [
      archive === undefined || (isArchive(archive) && Array.isArray(files) && files.length === 1),
      'archive: {format: "zip" or "tar.gz", folders: {from: to}, extensions, maxBytes} of one file, or left out',
    ],
    ...(['license', 'source', 'holds'] as const).map((field): [boolean, string] => [
      record[field] === undefined || isText(record[field]),
      `${field}: a text, or left out`,
    ]),
  ];
  return rules
    .filter(([holds]) => !holds)
    .map(([, expected]) => `${isText(name) ? name : label} ${expected}`);
}

function isFile(value: unknown): boolean {
  if (!isObject(value) || !isObject(value.digest)) {
    return false;
  }
  const {name, urls, digest, bytes} = value;
  const digits = {sha256: 64, sha1: 40}[String(digest.algorithm)];
  return (
    isName(name) &&
    isLength(bytes) &&
    isText(digest.hex) &&
    digest.hex.length === digits &&
    /^[0-9a-f]+$/.test(digest.hex) &&
    Array.isArray(urls) &&
    urls.length > 0 &&
    urls.every(url => isText(url) && URL.canParse(url) && /^https?:/.test(url))
  );
}

function isArchive(value: unknown): boolean {
  if (!isObject(value) || !isObject(value.folders)) {
    return false;
  }
  const {format, folders, extensions, maxBytes} = value;
  return (
    (format === 'zip' || format === 'tar.gz') &&
    Object.keys(folders).length > 0 &&
    Object.entries(folders).every(([from, to]) => isInside(from) && isInside(to)) &&
    Array.isArray(extensions) &&
    extensions.every(extension => isText(extension) && /^\.[a-z0-9]+$/.test(extension)) &&
    isLength(maxBytes)
  );
}
