import type {TracedLayer} from '../../models/trace-model';

/** Which flattened images must be put into another order, and which need not. */
export interface FlattenPlan {
  /** Names of the Flatten layers whose image must be transposed. */
  transposed: Set<string>;
  /** For a dense layer behind a Flatten layer, whatever stands between them: that layer. */
  flattenOf: Map<string, string>;
}

/** Layers behind which values stand in the same order. */
const ORDER_KEEPING = ['Dropout', 'SteppedDropout', 'Activation', 'ReLU'];

/**
 * For writing to a format with channels first: a flattened image whose every use ends in dense layers may stay in that
 * format's order, since the dense layers' weights can be permuted instead. Any other use sees the order itself.
 */
export function planFlattens(layers: readonly TracedLayer[]): FlattenPlan {
  const plan: FlattenPlan = {transposed: new Set(), flattenOf: new Map()};
  for (const flatten of layers.filter(({type}) => type === 'Flatten')) {
    const [height = 1, width = 1] = flatten.inputShapes[0] ?? [];
    const [dense, endsElsewhere] = followersOf(flatten, layers);
    for (const {name} of dense) {
      plan.flattenOf.set(name, flatten.name);
    }
    if (endsElsewhere && height * width > 1) {
      plan.transposed.add(flatten.name);
    }
  }
  return plan;
}

function followersOf(
  flatten: TracedLayer,
  layers: readonly TracedLayer[],
): [dense: TracedLayer[], endsElsewhere: boolean] {
  const dense: TracedLayer[] = [];
  let endsElsewhere = false;
  const open = [flatten.name];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const current = name;
    const followers = layers.filter(({inputs}) => inputs.includes(current));
    endsElsewhere ||= followers.length === 0;
    for (const follower of followers) {
      if (follower.type === 'Dense') {
        dense.push(follower);
      } else if (ORDER_KEEPING.includes(follower.type)) {
        open.push(follower.name);
      } else {
        endsElsewhere = true;
      }
    }
  }
  return [dense, endsElsewhere];
}
