import {show} from '../../core/check';
import {type ReadOptions, type SourceFile} from '../source-file';

/** Options of {@link parseOnnx}. */
export interface ParseOnnxOptions extends ReadOptions {
  /**
   * Returns the bytes of a file that holds weights beside the `.onnx`, by its name in the model (`model.onnx.data`);
   * undefined where there is none. The name is relative, and has no `..`. Default: there is none.
   */
  externalData?: (name: string) => Uint8Array | ArrayBuffer | undefined;
}

/** The files beside an `.onnx` that hold its weights. Each is asked for once. */
export class ExternalFiles {
  readonly #file: SourceFile;
  readonly #open: ParseOnnxOptions['externalData'];
  readonly #opened = new Map<string, Uint8Array>();

  constructor(file: SourceFile, {externalData}: ParseOnnxOptions) {
    this.#file = file;
    this.#open = externalData;
  }

  /**
   * The bytes of a tensor.
   *
   * @param place `location`, `offset` and `length` in the model, as texts.
   */
  read(tensor: string, place: Readonly<Record<string, string>>, byteCount: number): Uint8Array {
    const {location = '', offset = '0', length = String(byteCount)} = place;
    const bytes = this.#bytesOf(location, tensor);
    const [start, count] = [Number(offset), Number(length)];
    if (!Number.isSafeInteger(start) || start < 0 || count !== byteCount || start + count > bytes.length) {
      throw this.#file.damaged({
        problem: `the values of ${show(tensor)} do not lie in ${show(location)}.`,
        expected: `${byteCount} bytes within ${bytes.length}`,
        received: `${length} bytes from byte ${offset} on`,
      });
    }
    return bytes.subarray(start, start + count);
  }

  #bytesOf(location: string, tensor: string): Uint8Array {
    const known = this.#opened.get(location);
    if (known !== undefined) {
      return known;
    }
    const parts = location.split(/[/\\]/);
    if (location === '' || parts.includes('..') || parts[0] === '' || /^[A-Za-z]:/.test(location)) {
      throw this.#file.damaged({
        problem: `the values of ${show(tensor)} lie outside the folder of the model.`,
        expected: 'the name of a file in this folder',
        received: show(location),
      });
    }
    const found = this.#open?.(location);
    if (found === undefined) {
      throw this.#file.unsupported({
        problem: `the values of ${show(tensor)} lie in another file, which is not there.`,
        expected: `the file ${show(location)} beside the model`,
        received: this.#open === undefined ? 'the model alone' : 'no such file',
        fix: `put ${location} into the folder of the model (in a program: parseOnnx(bytes, {externalData: name => …})), or make one file of both in Python: onnx.save(onnx.load("model.onnx"), "one-file.onnx")`,
      });
    }
    const bytes = found instanceof ArrayBuffer ? new Uint8Array(found) : found;
    this.#file.extend(bytes.length);
    this.#opened.set(location, bytes);
    return bytes;
  }
}
