/**
 * TensorBoard's event files, without TensorFlow.
 *
 * An event file is a sequence of records. A record is the length of its data (64 bits, little-endian), a checksum of
 * that length, the data and a checksum of the data; each checksum is a CRC-32C, rotated and shifted so that a file of
 * files cannot be taken for one. The data is one protocol buffer message `Event`, the first of a file being its version.
 * Each function here returns one whole record: a file is made by writing them one after another, under a name that
 * contains `tfevents`.
 *
 * Sources: TensorFlow's record_writer.h, event.proto, summary.proto.
 */
import crc32c from 'crc-32/crc32c.js';
import {PbfWriter} from 'pbf';
import {checksFor} from '../../core/check';
import {AlexNetError} from '../../errors';

/** An image in a log, already encoded as PNG. */
export interface LoggedImage {
  width: number;
  height: number;
  png: Uint8Array;
}

/** Field numbers of event.proto and summary.proto. */
const EVENT = {wallTime: 1, step: 2, fileVersion: 3, summary: 5};
const SUMMARY_VALUE = 1;
const VALUE = {tag: 1, simpleValue: 2, image: 4, histogram: 5};
const IMAGE = {height: 1, width: 2, colorspace: 3, encoded: 4};
const HISTOGRAM = {min: 1, max: 2, count: 3, sum: 4, sumOfSquares: 5, bucketLimits: 6, buckets: 7};

/** Buckets of a histogram; TensorBoard draws 30. */
const BUCKETS = 30;

/** The record that every event file begins with. `wallTime` is in seconds since 1970. */
export function encodeFileVersion(wallTime: number): Uint8Array {
  return frame(wallTime, undefined, event => {
    event.writeStringField(EVENT.fileVersion, 'brain.Event:2');
  });
}

/** A record with one number per tag, drawn as curves. Numbers that are not finite are logged as they are. */
export function encodeScalars(
  step: number,
  wallTime: number,
  scalars: Readonly<Record<string, number>>,
): Uint8Array {
  return frameSummary(step, wallTime, summary => {
    for (const [tag, value] of Object.entries(scalars)) {
      writeScalar(summary, tag, value);
    }
  });
}

/** A record with one image. */
export function encodeImage(step: number, wallTime: number, tag: string, image: LoggedImage): Uint8Array {
  const colorspace = pngColorspace(image.png);
  return frameSummary(step, wallTime, summary => {
    summary.writeMessage(
      SUMMARY_VALUE,
      (_, value) => {
        value.writeStringField(VALUE.tag, tag);
        value.writeMessage(
          VALUE.image,
          (__, message) => {
            message.writeVarintField(IMAGE.height, image.height);
            message.writeVarintField(IMAGE.width, image.width);
            message.writeVarintField(IMAGE.colorspace, colorspace);
            message.writeBytesField(IMAGE.encoded, image.png);
          },
          null,
        );
      },
      null,
    );
  });
}

/**
 * A record with the distribution of some numbers, in 30 buckets of equal width from the least to the greatest.
 * Numbers that are not finite fit no bucket: their count is logged beside it as the scalar `<tag>/not-finite`.
 */
export function encodeHistogram(
  step: number,
  wallTime: number,
  tag: string,
  values: ArrayLike<number>,
): Uint8Array {
  const histogram = countBuckets(values);
  return frameSummary(step, wallTime, summary => {
    summary.writeMessage(
      SUMMARY_VALUE,
      (_, value) => {
        value.writeStringField(VALUE.tag, tag);
        value.writeMessage(VALUE.histogram, writeHistogram, histogram);
      },
      null,
    );
    if (histogram.notFinite > 0) {
      writeScalar(summary, `${tag}/not-finite`, histogram.notFinite);
    }
  });
}

function writeScalar(summary: PbfWriter, tag: string, scalar: number): void {
  summary.writeMessage(
    SUMMARY_VALUE,
    (_, value) => {
      value.writeStringField(VALUE.tag, tag);
      value.writeFloatField(VALUE.simpleValue, scalar);
    },
    null,
  );
}

interface Histogram {
  min: number;
  max: number;
  count: number;
  sum: number;
  sumOfSquares: number;
  limits: number[];
  buckets: number[];
  notFinite: number;
}

function countBuckets(values: ArrayLike<number>): Histogram {
  let [min, max, count, sum, sumOfSquares] = [Infinity, -Infinity, 0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    if (Number.isFinite(value)) {
      min = Math.min(min, value);
      max = Math.max(max, value);
      count++;
      sum += value;
      sumOfSquares += value * value;
    }
  }
  const notFinite = values.length - count;
  if (count === 0) {
    return {min: 0, max: 0, count, sum, sumOfSquares, limits: [0], buckets: [0], notFinite};
  }
  // All values alike fill one bucket.
  const bucketCount = max > min ? BUCKETS : 1;
  const width = (max - min) / bucketCount;
  const buckets = new Array<number>(bucketCount).fill(0);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    if (Number.isFinite(value)) {
      const bucket = width > 0 ? Math.min(bucketCount - 1, Math.floor((value - min) / width)) : 0;
      buckets[bucket] = (buckets[bucket] ?? 0) + 1;
    }
  }
  const limits = buckets.map((_, i) => (i === bucketCount - 1 ? max : min + width * (i + 1)));
  return {min, max, count, sum, sumOfSquares, limits, buckets, notFinite};
}

function writeHistogram(histogram: Histogram, message: PbfWriter): void {
  message.writeDoubleField(HISTOGRAM.min, histogram.min);
  message.writeDoubleField(HISTOGRAM.max, histogram.max);
  message.writeDoubleField(HISTOGRAM.count, histogram.count);
  message.writeDoubleField(HISTOGRAM.sum, histogram.sum);
  message.writeDoubleField(HISTOGRAM.sumOfSquares, histogram.sumOfSquares);
  message.writePackedDouble(HISTOGRAM.bucketLimits, histogram.limits);
  message.writePackedDouble(HISTOGRAM.buckets, histogram.buckets);
}

/** TensorBoard's colorspace (the number of channels) of a PNG, from the color type in its header. */
function pngColorspace(png: Uint8Array): number {
  const isPng = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a].every((byte, i) => png[i] === byte);
  // Gray 0, RGB 2, palette 3, gray with alpha 4, RGB with alpha 6.
  const colorspace = new Map([
    [0, 1],
    [2, 3],
    [3, 3],
    [4, 2],
    [6, 4],
  ]).get(png[25] ?? -1);
  if (!isPng || colorspace === undefined) {
    throw new AlexNetError({
      code: 'bad-argument',
      where: 'encodeImage',
      problem: 'this is not a PNG image.',
      expected: 'the bytes of a PNG file',
      received: `${png.length} bytes that begin with ${[...png.subarray(0, 8)].join(' ')}`,
      fix: 'encode the image as PNG first',
    });
  }
  return colorspace;
}

function frameSummary(step: number, wallTime: number, write: (summary: PbfWriter) => void): Uint8Array {
  return frame(wallTime, step, event => {
    event.writeMessage(
      EVENT.summary,
      (_, summary) => {
        write(summary);
      },
      null,
    );
  });
}

/** One record around one event. */
function frame(wallTime: number, step: number | undefined, write: (event: PbfWriter) => void): Uint8Array {
  const check = checksFor('TensorBoard event');
  const event = new PbfWriter();
  event.writeDoubleField(EVENT.wallTime, check.finite('wallTime', wallTime, 0));
  if (step !== undefined) {
    event.writeVarintField(EVENT.step, check.integer('step', step, 0, Number.MAX_SAFE_INTEGER));
  }
  write(event);
  const data = event.finish();
  const record = new Uint8Array(data.length + 16);
  const view = new DataView(record.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, maskedChecksum(record.subarray(0, 8)), true);
  record.set(data, 12);
  view.setUint32(12 + data.length, maskedChecksum(data), true);
  return record;
}

/** CRC-32C, rotated right by 15 bits and shifted by a constant (record_writer.h). */
function maskedChecksum(bytes: Uint8Array): number {
  const checksum = crc32c.buf(bytes);
  return (((checksum >>> 15) | (checksum << 17)) + 0xa282ead8) >>> 0;
}
