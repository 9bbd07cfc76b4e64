import {checksFor} from '../../core/check';
import {requireList} from '../../core/structured-argument';

/**
 * Encodes float32 numbers as the bytes of a `.npy` file, which `numpy.load` opens.
 *
 * Shapes: any; values rows first, little-endian.
 *
 * Source: NumPy Enhancement Proposal 1, format version 1.0.
 */
export function encodeNpy(data: Float32Array, shape: readonly number[]): Uint8Array {
  const check = checksFor('encodeNpy');
  const fix = 'encodeNpy(Float32Array.of(1, 2, 3, 4), [2, 2])';
  requireList('encodeNpy', 'data', data, {isTyped: true, what: 'a Float32Array', fix});
  requireList('encodeNpy', 'shape', shape, {what: 'an array of lengths', fix});
  const size = shape.reduce((product, length, axis) => product * check.integer(`shape[${axis}]`, length), 1);
  check.integer('data.length', data.length, size, size);

  const tuple = shape.length === 1 ? `(${shape.join()},)` : `(${shape.join(', ')})`;
  const description = `{'descr': '<f4', 'fortran_order': False, 'shape': ${tuple}, }`;
  // Magic, version and length are 10 bytes; the header is padded so that the numbers start at a multiple of 64.
  const headerLength = Math.ceil((10 + description.length + 1) / 64) * 64 - 10;
  const header = `${description.padEnd(headerLength - 1)}\n`;

  const bytes = new Uint8Array(10 + headerLength + size * 4);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]); // \x93NUMPY, version 1.0
  const view = new DataView(bytes.buffer);
  view.setUint16(8, headerLength, true);
  for (let i = 0; i < headerLength; i++) {
    bytes[10 + i] = header.charCodeAt(i);
  }
  for (let i = 0; i < size; i++) {
    view.setFloat32(10 + headerLength + i * 4, data[i] ?? 0, true);
  }
  return bytes;
}
