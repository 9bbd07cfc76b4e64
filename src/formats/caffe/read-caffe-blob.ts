import {show} from '../../core/check';
import {countOf, type NamedArray} from '../../core/named-array';
import {type CaffeValue} from './caffe-model';
import {ProtobufMessage} from '../protobuf-message';
import {readCaffeMessage} from './read-caffe-message';
import {type SourceFile} from '../source-file';

/** Memory of a blob beside its values: its name, the reader of its message, the array and its shape. */
const BLOB_BYTES = 1200;

/** Field numbers of BlobProto. */
const BLOB = {num: 1, channels: 2, height: 3, width: 4, data: 5, shape: 7, doubleData: 8};

/**
 * Reads a BlobProto. Its shape is a list of sizes; files of before 2015 have num, channels, height and width instead.
 */
export function readBlob(file: SourceFile, bytes: Uint8Array, name: string): NamedArray {
  file.spend(BLOB_BYTES, 'a blob');
  const message = new ProtobufMessage(file, bytes, `the blob ${show(name)}`);
  const old = [0, 0, 0, 0];
  let sizes: CaffeValue | undefined;
  let isDouble = false;
  while (message.next()) {
    if (message.field === BLOB.shape) {
      sizes = readCaffeMessage(message.message(message.what), 'BlobShape').dim ?? [];
    } else if (message.field >= BLOB.num && message.field <= BLOB.width) {
      old[message.field - BLOB.num] = message.integer();
    } else if (message.field === BLOB.doubleData) {
      isDouble = true;
    }
  }
  const shape = file.shape(name, Array.isArray(sizes) ? sizes : old);
  const data = isDouble ? message.collect(BLOB.doubleData, 'float64') : message.collect(BLOB.data, 'float32');
  if (countOf(shape) !== data.length) {
    throw file.damaged({
      problem: `the values of ${show(name)} do not fill its shape.`,
      expected: `${countOf(shape)} values for [${shape.join(', ')}]`,
      received: `${data.length} values`,
    });
  }
  return {name, shape, data};
}
