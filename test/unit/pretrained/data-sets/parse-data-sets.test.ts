import {describe, expect, it} from 'vitest';
import {parseDataSets} from '../../../../src/pretrained/data-sets/parse-data-sets';
import {binarySet} from '../../../support/archives';

const GOOD = binarySet(new Uint8Array(5), 'https://tiny.invalid');
const parse = (...records: unknown[]): unknown => parseDataSets(JSON.stringify(records), 'table.json');

describe('parseDataSets', () => {
  it('takes records, and fills in what is only shown', () => {
    expect(parse(GOOD)).toEqual({tiny: GOOD});
    const {license: _license, source: _source, holds: _holds, ...bare} = GOOD;
    expect(parse(bare)).toEqual({tiny: {...GOOD, license: 'not stated', source: '', holds: ''}});
  });

  it.each<[string, object]>([
    ['name', {name: '../x'}],
    ['kind', {kind: 'videos'}],
    ['archive', {kind: 'photos', archive: undefined}],
    ['files', {files: []}],
    ['files', {files: [{...GOOD.files[0], urls: ['file:///etc/passwd']}]}],
    ['files', {files: [{...GOOD.files[0], name: 'a/b'}]}],
    ['files', {files: [{...GOOD.files[0], bytes: -1}]}],
    ['files', {files: [{...GOOD.files[0], digest: {algorithm: 'md5', hex: '00'}}]}],
    ['files', {files: [{...GOOD.files[0], digest: {algorithm: 'sha256', hex: 'beef'}}]}],
    ['archive', {archive: {...GOOD.archive, format: 'rar'}}],
    ['archive', {archive: {...GOOD.archive, folders: {'tiny-bin': '../out'}}}],
    ['archive', {archive: {...GOOD.archive, folders: {'tiny-bin': '/out'}}}],
    ['archive', {archive: {...GOOD.archive, folders: {}}}],
    ['archive', {archive: {...GOOD.archive, maxBytes: 0}}],
    ['license', {license: 3}],
  ])('refuses a wrong %s: %j', (field, change) => {
    expect(() => parse({...GOOD, ...change})).toThrow(new RegExp(` ${field}: `));
  });

  it('reports all that is wrong at once, and refuses what is no table', () => {
    expect(() => parse({...GOOD, kind: 1}, 7)).toThrow(/tiny kind: .*\[1\]: an object/);
    expect(() => parseDataSets('{}', 'table.json')).toThrow(/an array of records/);
    expect(() => parseDataSets('[', 'table.json')).toThrow(/table\.json: this is no table/);
  });
});
