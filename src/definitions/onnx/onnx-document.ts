/**
 * A traced model as ONNX operations, images [batch, channels, height, width].
 *
 * A flattened image is in another order there; where only dense layers follow, their weights are permuted (see
 * weight-layout.ts), else the image is transposed first.
 */
import {countOf, type NamedArray} from '../../core/named-array';
import type {LayerForms} from '../../models/layer-forms/layer-forms';
import {notInOnnx, type OnnxGraphWriter} from '../../models/layer-forms/onnx-writing';
import {LAYER_FORMS} from '../../models/layer-kinds/layer-kinds';
import type {TracedLayer} from '../../models/trace-model';
import {weightSlots} from '../../models/weight-slots';
import {fromChannelsLast, type WeightSlot} from '../../models/weight-layout';
import type {OnnxDocument, OnnxField, OnnxOperation, OnnxShapedValue} from '../../formats/onnx/encode-onnx';
import {planFlattens} from './plan-flattens';

/** Oldest operator set in which every operator used here is what it is today. */
const OPSET = 13;

/** The document for `encodeOnnx`; `arrays` are the weights of the model under their names here. */
export function onnxDocument(
  name: string,
  layers: readonly TracedLayer[],
  arrays: readonly NamedArray[],
): OnnxDocument {
  const flattens = planFlattens(layers);
  const slots = new Map(
    weightSlots(layers).map(slot => [
      slot.name,
      flattens.transposed.has(flattens.flattenOf.get(slot.layer) ?? '')
        ? {...slot, flattened: undefined}
        : slot,
    ]),
  );
  const graph = new GraphBuilder(
    new Map(arrays.map(array => [array.name, array])),
    slots,
    flattens.transposed,
  );
  for (const layer of layers) {
    addLayer(layer, graph);
  }
  const last = layers[layers.length - 1];
  const inputs = layers
    .filter(({type}) => type === 'InputLayer')
    .map(layer => ({name: layer.name, shape: channelsFirst(layer.outputShape)}));
  const outputs =
    last === undefined ? [] : [{name: graph.valueOf(last.name), shape: channelsFirst(last.outputShape)}];
  const {operations, weights, integerArrays: integers} = graph;
  return {name, inputs, outputs, opset: OPSET, operations, weights, integers};
}

class GraphBuilder implements OnnxGraphWriter {
  readonly operations: OnnxOperation[] = [];
  readonly weights: NamedArray[] = [];
  readonly integerArrays: {name: string; values: number[]}[] = [];
  readonly #arrays: ReadonlyMap<string, NamedArray>;
  readonly #slots: ReadonlyMap<string, WeightSlot>;
  readonly #values = new Map<string, string>();

  readonly #transposed: ReadonlySet<string>;

  constructor(
    arrays: ReadonlyMap<string, NamedArray>,
    slots: ReadonlyMap<string, WeightSlot>,
    transposed: ReadonlySet<string>,
  ) {
    this.#arrays = arrays;
    this.#slots = slots;
    this.#transposed = transposed;
  }

  isTransposed(flatten: string): boolean {
    return this.#transposed.has(flatten);
  }

  /** Returns the name of a layer's output value. */
  valueOf(layer: string): string {
    return this.#values.get(layer) ?? layer;
  }

  alias(layer: string, value: string): void {
    this.#values.set(layer, value);
  }

  add(
    operator: string,
    output: string,
    inputs: string[],
    attributes: Record<string, OnnxField> = {},
  ): string {
    this.operations.push({operator, name: output, inputs, output, attributes});
    return output;
  }

  weight(name: string, places: readonly number[] = []): string {
    const [array, slot] = [this.#arrays.get(name), this.#slots.get(name)];
    if (array === undefined || slot === undefined) {
      throw new Error(`internal: no weight ${name} in the model; please report this`);
    }
    const written = fromChannelsLast(array.data, slot, 'channels-first', name);
    this.weights.push({...written, shape: [...written.shape, ...places]});
    return name;
  }

  spread(name: string): string {
    const array = this.#arrays.get(name);
    if (array === undefined) {
      throw new Error(`internal: no weight ${name} in the model; please report this`);
    }
    const [height = 1, width = 1, channels = 1] = array.shape;
    if (array.shape.length === 3) {
      const slot = {
        name,
        layer: '',
        role: 'scale',
        shape: [countOf(array.shape)],
        flattened: [height, width, channels],
      } as const;
      const {data} = fromChannelsLast(array.data, slot, 'channels-first', name);
      this.weights.push({name, shape: [channels, height, width], data});
    } else {
      this.weights.push(array);
    }
    return name;
  }

  constant(name: string, shape: number[], values: number[]): string {
    this.weights.push({name, shape, data: Float32Array.from(values)});
    return name;
  }

  integers(name: string, values: number[]): string {
    this.integerArrays.push({name, values});
    return name;
  }
}

function addLayer(layer: TracedLayer, graph: GraphBuilder): void {
  const {type} = layer;
  if (type === 'InputLayer') {
    return;
  }
  const forms = Object.values<LayerForms>(LAYER_FORMS).find(({writeOnnx}) => Object.hasOwn(writeOnnx, type));
  const write = forms?.writeOnnx[type];
  const [first, ...others] = layer.inputs.map(input => graph.valueOf(input));
  if (write === undefined || first === undefined) {
    throw notInOnnx(layer, `no operator of ONNX is known for a layer of type ${type}.`, type);
  }
  write(layer, graph, [first, ...others]);
}

function channelsFirst(shape: readonly number[]): OnnxShapedValue['shape'] {
  const [height = 1, width = 1, channels = 1] = shape;
  return shape.length === 3 ? ['batch', channels, height, width] : ['batch', ...shape];
}
