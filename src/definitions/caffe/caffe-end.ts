import type {CaffeLayerDefinition} from '../../formats/caffe/caffe-definition';
import {findNamed} from '../row-name';
import {caffeReader} from './caffe-layers';

/** The layer of this name, or that makes the blob of this name. */
export function layerNamed(
  layers: readonly CaffeLayerDefinition[],
  end: string,
): CaffeLayerDefinition | undefined {
  return findNamed(
    end,
    layers,
    ({name}) => [name],
    ({tops}) => tops,
  );
}

/**
 * The layers that lead to an end: what is behind it, or beside it, does not matter and need not be supported. Layers that
 * work on its blob in place belong to it. All layers where no layer or blob has the name.
 */
export function layersUpTo(
  layers: readonly CaffeLayerDefinition[],
  end: string | undefined,
): readonly CaffeLayerDefinition[] {
  const target = end === undefined ? undefined : layerNamed(layers, end);
  if (target === undefined) {
    return layers;
  }
  const last = layers.lastIndexOf(target);
  const kept = new Set<CaffeLayerDefinition>([target]);
  const needed = new Set(target.bottoms);
  // Backwards, since a layer that works in place makes its blob anew.
  for (const layer of layers.slice(0, last).reverse()) {
    if (layer.tops.some(top => needed.has(top))) {
      kept.add(layer);
      layer.tops.forEach(top => needed.delete(top));
      layer.bottoms.forEach(bottom => needed.add(bottom));
    }
  }
  for (const layer of layers.slice(last + 1)) {
    const [top] = layer.tops;
    const isInPlace =
      layer.bottoms.length === 1 && layer.bottoms[0] === top && target.tops.includes(top ?? '');
    if (isInPlace && caffeReader(layer.type) !== undefined) {
      kept.add(layer);
    }
  }
  return layers.filter(layer => kept.has(layer));
}
