import type * as tf from '@tensorflow/tfjs-core';

/** A tensor of TensorFlow itself: an id that somebody has to free. */
export interface NativeTensor {
  id: number;
  shape: number[];
  dtype: number;
}

/** One attribute of an operation, in the form that the binding of tfjs-node takes. */
export interface OpAttribute {
  name: string;
  type: number;
  value: unknown;
}

/** The parts of tfjs-node's binding that the kernels here use. */
interface Binding {
  TF_Version: string;
  TF_FLOAT: number;
  TF_INT32: number;
  TF_ATTR_STRING: number;
  TF_ATTR_INT: number;
  TF_ATTR_BOOL: number;
  TF_ATTR_TYPE: number;
  TF_ATTR_SHAPE: number;
  createTensor(shape: number[], dtype: number, values: Float32Array | Int32Array): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): Float32Array;
  executeOp(name: string, attributes: OpAttribute[], inputs: number[], outputs: number): NativeTensor[];
}

/** The parts of tfjs-node's backend that the kernels here use. */
export interface TensorFlowBackend extends tf.KernelBackend {
  binding: Binding;
  tensorMap: {get(dataId: tf.DataId): {id: number; values: unknown}};
  getInputTensorIds(tensors: tf.TensorInfo[]): number[];
  createOutputTensor(native: NativeTensor): tf.Tensor;
}

/**
 * Operations of TensorFlow by their own names, for kernels that are made of several.
 *
 * Nothing here is collected: the output of an operation is freed when the {@link scope} around it ends, or earlier by
 * {@link free}, unless it became a tensor of tfjs. Freeing early keeps the memory of a step small, and so warm.
 */
export class NativeOps {
  readonly backend: TensorFlowBackend;
  #made: Set<number> | undefined;

  constructor(backend: TensorFlowBackend) {
    this.backend = backend;
  }

  /** Runs `body` and frees what it made and did not hand out, also where it throws. */
  scope<T>(body: () => T): T {
    const outer = this.#made;
    const made = new Set<number>();
    this.#made = made;
    try {
      return body();
    } finally {
      this.#made = outer;
      made.forEach(id => {
        this.backend.binding.deleteTensor(id);
      });
    }
  }

  /** The values of a tensor of tfjs, which remains their owner. */
  read({shape, dataId, dtype}: tf.TensorInfo): NativeTensor {
    const {TF_FLOAT, TF_INT32} = this.backend.binding;
    const [id = -1] = this.backend.getInputTensorIds([{shape, dataId, dtype}]);
    return {id, shape, dtype: dtype === 'float32' ? TF_FLOAT : TF_INT32};
  }

  /** A tensor of tfjs, which owns the values from now on. */
  toTensor(native: NativeTensor): tf.Tensor {
    this.#made?.delete(native.id);
    return this.backend.createOutputTensor(native);
  }

  /** Puts other values under a tensor of tfjs and frees those that were there. The shape must be the same. */
  replace({dataId}: tf.TensorInfo, native: NativeTensor): void {
    const entry = this.backend.tensorMap.get(dataId);
    const before = entry.id;
    this.#made?.delete(native.id);
    entry.id = native.id;
    entry.values = null;
    if (before >= 0) {
      this.backend.binding.deleteTensor(before);
    }
  }

  /** Runs an operation for its only output. */
  run(name: string, attributes: OpAttribute[], inputs: NativeTensor[]): NativeTensor {
    const [output] = this.runAll(name, attributes, inputs, 1);
    if (output === undefined) {
      throw new Error(`internal: the operation ${name} has no output; please report this.`);
    }
    return output;
  }

  /** Runs an operation for all its outputs, of which there may be none. */
  runAll(name: string, attributes: OpAttribute[], inputs: NativeTensor[], outputs: number): NativeTensor[] {
    const ids = inputs.map(({id}) => id);
    const made = this.backend.binding.executeOp(name, attributes, ids, outputs);
    made.forEach(({id}) => this.#made?.add(id));
    return made;
  }

  /** Frees tensors before their scope ends. */
  free(...tensors: NativeTensor[]): void {
    for (const {id} of tensors) {
      if (this.#made?.delete(id) === true) {
        this.backend.binding.deleteTensor(id);
      }
    }
  }

  /** The tensor that `use` makes of `input`, which is freed. */
  consume(input: NativeTensor, use: (input: NativeTensor) => NativeTensor): NativeTensor {
    const output = use(input);
    this.free(input);
    return output;
  }

  /** A copy of the values of a float tensor. */
  values({id}: NativeTensor): Float32Array {
    return this.backend.binding.tensorDataSync(id);
  }

  floats(values: Float32Array, shape: number[]): NativeTensor {
    const {TF_FLOAT} = this.backend.binding;
    return this.#own({
      id: this.backend.binding.createTensor(shape, TF_FLOAT, values),
      shape,
      dtype: TF_FLOAT,
    });
  }

  number(value: number): NativeTensor {
    return this.floats(Float32Array.of(value), []);
  }

  integers(values: readonly number[]): NativeTensor {
    const {TF_INT32} = this.backend.binding;
    const shape = [values.length];
    const id = this.backend.binding.createTensor(shape, TF_INT32, Int32Array.from(values));
    return this.#own({id, shape, dtype: TF_INT32});
  }

  /** Returns the same values in another shape. */
  reshape(x: NativeTensor, shape: readonly number[]): NativeTensor {
    return this.consume(this.integers(shape), sizes =>
      this.run(
        'Reshape',
        [this.type('T', x.dtype), this.type('Tshape', this.backend.binding.TF_INT32)],
        [x, sizes],
      ),
    );
  }

  /** An operation on floats, element by element. */
  map(name: string, ...inputs: NativeTensor[]): NativeTensor {
    return this.run(name, [this.float('T')], inputs);
  }

  /** The attribute that says: float32. */
  float(name: string): OpAttribute {
    return this.type(name, this.backend.binding.TF_FLOAT);
  }

  type(name: string, value: number): OpAttribute {
    return {name, type: this.backend.binding.TF_ATTR_TYPE, value};
  }

  integer(name: string, value: number | number[]): OpAttribute {
    return {name, type: this.backend.binding.TF_ATTR_INT, value};
  }

  boolean(name: string, value: boolean): OpAttribute {
    return {name, type: this.backend.binding.TF_ATTR_BOOL, value};
  }

  text(name: string, value: string): OpAttribute {
    return {name, type: this.backend.binding.TF_ATTR_STRING, value};
  }

  shape(name: string, value: number[]): OpAttribute {
    return {name, type: this.backend.binding.TF_ATTR_SHAPE, value};
  }

  /** Attribute by which an operation of oneDNN can be called by its internal name. */
  get oneDnn(): OpAttribute {
    return this.text('_kernel', 'MklNameChangeOp');
  }

  #own(native: NativeTensor): NativeTensor {
    this.#made?.add(native.id);
    return native;
  }
}
