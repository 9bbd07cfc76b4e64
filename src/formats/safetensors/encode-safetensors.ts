import {show} from '../../core/check';
import {countOf, type NamedArray} from '../../core/named-array';
import {AlexNetError} from '../../errors';
import {encodeFloats, type FloatType} from '../encode-floats';

/** Options of {@link encodeSafetensors}. */
export interface EncodeSafetensorsOptions {
  /** Texts by name that travel with the arrays. PyTorch's tools look for `format: 'pt'`. Default none. */
  metadata?: Readonly<Record<string, string>>;
  /** How numbers are written. Default float32, which keeps them exactly. */
  dtype?: FloatType;
}

const DTYPES: Readonly<Record<FloatType, string>> = {float32: 'F32', float16: 'F16', bfloat16: 'BF16'};

/**
 * The bytes of a `.safetensors` file: a header of JSON that says where each array lies, then the arrays one behind the
 * other in the order given, little-endian, rows first.
 *
 * @example
 * const bytes = encodeSafetensors([{name: 'conv1/bias', shape: [2], data: Float32Array.of(0, 1)}]);
 * @see huggingface/safetensors, README, "Format".
 */
export function encodeSafetensors(
  arrays: readonly NamedArray[],
  {metadata, dtype = 'float32'}: EncodeSafetensorsOptions = {},
): Uint8Array {
  const header: Record<string, unknown> = metadata === undefined ? {} : {__metadata__: metadata};
  const parts: Uint8Array[] = [];
  let offset = 0;
  for (const {name, shape, data} of arrays) {
    if (name in header || name === '__metadata__') {
      throw refuse(name, 'two arrays have this name, or it is kept for the header.', 'one name per array');
    }
    if (countOf(shape) !== data.length) {
      const expected = `${countOf(shape)} values for ${show(shape)}`;
      throw refuse(name, `${data.length} values do not fill the shape.`, expected);
    }
    const bytes = encodeFloats(data, dtype);
    header[name] = {dtype: DTYPES[dtype], shape, data_offsets: [offset, offset + bytes.length]};
    offset += bytes.length;
    parts.push(bytes);
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  // Spaces behind the JSON let the numbers begin at a multiple of 8, so that readers may map them into memory.
  const headerLength = Math.ceil(text.length / 8) * 8;
  const file = new Uint8Array(8 + headerLength + offset).fill(0x20, 8, 8 + headerLength);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerLength), true);
  file.set(text, 8);
  let at = 8 + headerLength;
  for (const part of parts) {
    file.set(part, at);
    at += part.length;
  }
  return file;
}

function refuse(name: string, problem: string, expected: string): AlexNetError {
  return new AlexNetError({
    code: 'bad-argument',
    where: `encodeSafetensors "${name}"`,
    problem,
    expected,
    received: show(name),
    fix: 'use a different name for each array, and as many values as its shape needs',
  });
}
