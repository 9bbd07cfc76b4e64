import {traitsOf} from '../../models/layer-kinds/layer-kinds';
import type {TracedLayer} from '../../models/trace-model';

/** The flattened images that must be reordered, and those that need not. */
export interface FlattenPlan {
  /** Names of the Flatten layers whose image must be transposed. */
  transposed: Set<string>;
  /** For a layer with weights behind a Flatten layer, whatever stands between them: that Flatten layer. */
  flattenOf: Map<string, string>;
}

/**
 * For writing to a format with channels first: a flattened image whose every use ends in dense layers may stay in that
 * format's order, since the weights behind it can be permuted instead. Any other use sees the order itself.
 */
export function planFlattens(layers: readonly TracedLayer[]): FlattenPlan {
  const plan: FlattenPlan = {transposed: new Set(), flattenOf: new Map()};
  for (const flatten of layers.filter(({type}) => type === 'Flatten')) {
    const [height = 1, width = 1] = flatten.inputShapes[0] ?? [];
    const {weighted, endsElsewhere} = followersOf(flatten, layers);
    for (const {name} of weighted) {
      plan.flattenOf.set(name, flatten.name);
    }
    if (endsElsewhere && height * width > 1) {
      plan.transposed.add(flatten.name);
    }
  }
  return plan;
}

/** The layers with weights that see the order of a flattened image, and whether it ends in other than dense layers. */
function followersOf(
  flatten: TracedLayer,
  layers: readonly TracedLayer[],
): {weighted: TracedLayer[]; endsElsewhere: boolean} {
  const weighted: TracedLayer[] = [];
  let endsElsewhere = false;
  const open = [flatten.name];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const current = name;
    const followers = layers.filter(({inputs}) => inputs.includes(current));
    endsElsewhere ||= followers.length === 0;
    for (const follower of followers) {
      const {keepsOrder = false} = traitsOf(follower.type);
      if (follower.type === 'Dense' || (keepsOrder && follower.weights.length > 0)) {
        weighted.push(follower);
      }
      if (keepsOrder) {
        open.push(follower.name);
      } else if (follower.type !== 'Dense') {
        endsElsewhere = true;
      }
    }
  }
  return {weighted, endsElsewhere};
}
