import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {
  encodeFileVersion,
  encodeHistogram,
  encodeImage,
  encodeScalars,
} from '../../../../src/formats/tensorboard/tensorboard-events';
import {expectAlexNetError} from '../../../support/matchers';

interface Golden {
  wallTime: number;
  values: number[];
  png: string;
  records: Record<'fileVersion' | 'scalars' | 'image' | 'histogram', string>;
}

// Bytes by TensorBoard's own writer; `python test/golden/make_tensorboard_events.py` makes them anew.
const golden = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../golden/data/tensorboard-events.json'), 'utf8'),
) as Golden;
const {wallTime} = golden;
const png = new Uint8Array(Buffer.from(golden.png, 'base64'));
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

describe('TensorBoard events', () => {
  it('begins a file with the bytes that TensorBoard writes', () => {
    expect(base64(encodeFileVersion(wallTime))).toBe(golden.records.fileVersion);
  });

  it('writes scalars byte for byte like TensorBoard, 0 among them', () => {
    expect(base64(encodeScalars(7, wallTime, {loss: 0.5, accuracy: 0}))).toBe(golden.records.scalars);
  });

  it('writes an image byte for byte like TensorBoard', () => {
    expect(base64(encodeImage(8, wallTime, 'conv1', {width: 2, height: 1, png}))).toBe(golden.records.image);
  });

  it('writes a histogram byte for byte like TensorBoard', () => {
    expect(base64(encodeHistogram(300, wallTime, 'conv1/kernel', golden.values))).toBe(
      golden.records.histogram,
    );
  });

  it('frames a record by its length', () => {
    const record = encodeScalars(1, wallTime, {loss: 1});
    expect(new DataView(record.buffer).getBigUint64(0, true)).toBe(BigInt(record.length - 16));
  });

  it('takes step 0, steps beyond 32 bits and numbers that are not finite', () => {
    const [small, large] = [encodeScalars(0, 1, {loss: NaN}), encodeScalars(2 ** 40, 1, {loss: Infinity})];
    // A varint of 2^40 has six bytes, of 0 one.
    expect(large.length - small.length).toBe(5);
  });

  it('puts values that are all alike into one bucket and no values into none', () => {
    // The bucket fields are 2 + 8 bytes each for one bucket, 3 + 240 for thirty.
    const many = encodeHistogram(1, 1, 't', [1, 2]).length;
    expect(many - encodeHistogram(1, 1, 't', [1, 1]).length).toBeGreaterThan(400);
    expect(encodeHistogram(1, 1, 't', []).length).toBe(encodeHistogram(1, 1, 't', [1]).length);
  });

  it('says how many values of a histogram are not finite', () => {
    const record = Buffer.from(encodeHistogram(1, 1, 'fc6', [1, NaN, Infinity, 2])).toString('latin1');
    expect(record).toContain('fc6/not-finite');
    expect(Buffer.from(encodeHistogram(1, 1, 'fc6', [1, 2])).toString('latin1')).not.toContain('not-finite');
  });

  it('refuses an image that is no PNG', async () => {
    const jpeg = new Uint8Array([255, 216, 255, 224, 0, 16, 74, 70]);
    await expectAlexNetError(
      () => encodeImage(1, 1, 't', {width: 1, height: 1, png: jpeg}),
      'bad-argument',
      '8 bytes that begin with 255 216 255',
      'encode the image as PNG',
    );
  });

  it('refuses a step that is none', async () => {
    await expectAlexNetError(() => encodeScalars(-1, 1, {}), 'bad-argument', 'step = -1', 'set step to');
  });
});
