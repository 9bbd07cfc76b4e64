import {traitsOf, weightRole} from './layer-kinds/layer-kinds';
import type {TracedLayer} from './trace-model';
import type {WeightSlot} from './weight-layout';

/** All weights of a traced model, in its order, with what a weight file of another program must know of them. */
export function weightSlots(layers: readonly TracedLayer[]): WeightSlot[] {
  const byName = new Map(layers.map(layer => [layer.name, layer]));
  return layers.flatMap(layer =>
    layer.weights.map(({name, shape}, _, weights) => {
      const role = weightRole(name) ?? 'bias';
      const followsOrder =
        shape.length === (role === 'kernel' ? 2 : 1) &&
        (role === 'kernel' || traitsOf(layer.type).keepsOrder === true);
      const flattened = followsOrder ? flattenedImage(layer, byName) : undefined;
      const hasStatistics = weights.some(weight => weightRole(weight.name) === 'mean');
      return {
        ...{name, layer: layer.name, role, shape},
        ...(flattened === undefined ? {} : {flattened}),
        ...(hasStatistics ? {hasStatistics} : {}),
      };
    }),
  );
}

/** The image that was flattened in front of a layer; undefined where none was. */
function flattenedImage(
  layer: TracedLayer,
  byName: ReadonlyMap<string, TracedLayer>,
): [number, number, number] | undefined {
  let above = byName.get(layer.inputs[0] ?? '');
  while (above !== undefined && traitsOf(above.type).keepsOrder) {
    above = byName.get(above.inputs[0] ?? '');
  }
  const [height, width, channels] = above?.inputShapes[0] ?? [];
  return above?.type === 'Flatten' && height !== undefined && width !== undefined && channels !== undefined
    ? [height, width, channels]
    : undefined;
}
