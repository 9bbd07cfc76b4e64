import type {WeightSlot} from './weight-layout';
import type {TracedLayer} from './trace-model';

/** Roles by the last part of a weight's name in tfjs. */
const ROLES: Readonly<Record<string, WeightSlot['role']>> = {
  kernel: 'kernel',
  bias: 'bias',
  gamma: 'scale',
  beta: 'offset',
  moving_mean: 'mean',
  moving_variance: 'variance',
};

/** Layers that hand an image on in its shape or order, so that a flattened image is still one behind them. */
const ORDER_KEEPING = ['Dropout', 'SteppedDropout', 'Activation', 'ReLU', 'BatchNormalization'];

/** All weights of a traced model, in its order, with what a weight file of another program must know of them. */
export function weightSlots(layers: readonly TracedLayer[]): WeightSlot[] {
  const byName = new Map(layers.map(layer => [layer.name, layer]));
  return layers.flatMap(layer =>
    layer.weights.map(({name, shape}) => {
      const role = ROLES[name.slice(name.lastIndexOf('/') + 1)] ?? 'bias';
      const flattened = role === 'kernel' && shape.length === 2 ? flattenedImage(layer, byName) : undefined;
      return {name, layer: layer.name, role, shape, ...(flattened === undefined ? {} : {flattened})};
    }),
  );
}

/** The image that was flattened in front of a dense layer; undefined where none was. */
function flattenedImage(
  layer: TracedLayer,
  byName: ReadonlyMap<string, TracedLayer>,
): [number, number, number] | undefined {
  let above = byName.get(layer.inputs[0] ?? '');
  while (above !== undefined && ORDER_KEEPING.includes(above.type)) {
    above = byName.get(above.inputs[0] ?? '');
  }
  const [height, width, channels] = above?.inputShapes[0] ?? [];
  return above?.type === 'Flatten' && height !== undefined && width !== undefined && channels !== undefined
    ? [height, width, channels]
    : undefined;
}
