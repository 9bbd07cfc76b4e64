import * as tf from '@tensorflow/tfjs-core';
import type {WasmHost, TensorRecord, WasmBackend} from './wasm-host';

/** Deferred computation of a tensor's values. */
export interface Deferral<R> {
  /** Tensors that `compute` reads; they are kept until it has run, or until it is known not to be needed. */
  inputs: readonly tf.TensorInfo[];
  /** Writes the values to this address. */
  compute: (address: number) => void;
  /** Data for kernels that can do better than have the values computed. */
  recipe: R;
}

/** The recipes of values that are not computed yet, by the key of their data. */
const recipes = new WeakMap<object, unknown>();
const watched = new WeakSet<WasmBackend>();

/**
 * A tensor whose values are computed when somebody first asks where they lie, which every reader has to: tfjs-wasm's
 * kernels, `data()`, and ours. So a kernel that takes the recipe instead of the values saves them altogether: their
 * computation, their memory, or a pass over them. A tensor that is disposed before costs nothing.
 */
export function deferred<R>(
  host: WasmHost,
  shape: readonly number[],
  {inputs, compute, recipe}: Deferral<R>,
): tf.TensorInfo {
  const {backend} = host;
  watchViews(backend);
  const dataId = {id: backend.dataIdNextNumber++};
  const id = backend.dataIdNextNumber++;
  for (const input of inputs) {
    backend.incRef(input.dataId);
  }
  let address: number | undefined;
  let references = 1;
  const settle = (): boolean => {
    host.deferrals.delete(find);
    return recipes.delete(dataId);
  };
  const release = (): void => {
    for (const input of inputs) {
      // Whoever else held it is gone: then tfjs, which left the data to us, has to be told too.
      if (backend.disposeData(input.dataId)) {
        tf.engine().removeDataId(input.dataId, backend);
      }
    }
  };
  const find = (): number => {
    if (settle()) {
      address = host.register(id, shape);
      compute(address);
      release();
    }
    return address ?? 0;
  };
  const record: TensorRecord = {
    shape: [...shape],
    dtype: 'float32',
    get id() {
      find();
      return id;
    },
    get memoryOffset() {
      return find();
    },
    get refCount() {
      return references;
    },
    set refCount(count) {
      references = count;
      if (count <= 0 && settle()) {
        release();
      }
    },
  };
  recipes.set(dataId, recipe);
  host.deferrals.add(find);
  backend.dataIdMap.set(dataId, record);
  return {dataId, shape: [...shape], dtype: 'float32'};
}

/** The recipe of a tensor whose values are not computed yet. */
export function recipeOf(tensor: tf.TensorInfo | undefined): unknown {
  return tensor === undefined ? undefined : recipes.get(tensor.dataId);
}

/** tfjs-wasm takes hold of the heap and then asks for an address; computing may grow the heap between the two. */
function watchViews(backend: WasmBackend): void {
  if (watched.has(backend)) {
    return;
  }
  watched.add(backend);
  const view = backend.typedArrayFromHeap.bind(backend);
  backend.typedArrayFromHeap = tensor => {
    backend.dataIdMap.get(tensor.dataId).memoryOffset?.valueOf();
    return view(tensor);
  };
}
