import {countOf, type NamedArray} from '../../core/named-array';
import {readBlob} from './read-caffe-blob';
import {SourceFile, type ReadOptions} from '../source-file';

/**
 * Reads a mean image (`mean.binaryproto`), named `mean`. Shape: as in the file, [1, channels, height, width] from
 * Caffe's own tool, channels in the order of training: blue, green, red.
 */
export function parseMeanBinaryproto(bytes: Uint8Array | ArrayBuffer, options: ReadOptions = {}): NamedArray {
  const file = new SourceFile('parseMeanBinaryproto', bytes, options);
  const mean = readBlob(file, file.bytes, 'mean');
  if (mean.data.length === 0) {
    throw file.damaged({
      problem: 'there is no mean image in it.',
      expected: 'a blob with values',
      received: `shape [${mean.shape.join(', ')}]`,
    });
  }
  const at = mean.data.findIndex(value => !Number.isFinite(value));
  if (at >= 0) {
    const place = mean.shape.map((size, axis) => Math.floor(at / countOf(mean.shape.slice(axis + 1))) % size);
    throw file.damaged({
      problem: 'the mean image has values that are no numbers.',
      expected: 'finite values',
      received: `${String(mean.data[at])} at [${place.join(', ')}] of [${mean.shape.join(', ')}]`,
    });
  }
  return mean;
}
