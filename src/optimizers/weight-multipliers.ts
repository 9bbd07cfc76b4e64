import {checksFor} from '../core/check';
import {stripUniqueSuffix} from './weight-name';

/** Factors on the optimizer's rates for one weight or a group of weights. */
export interface WeightMultiplier {
  /** Multiplies the learning rate. ≥ 0. Default 1 (Caffe's `lr_mult`; its AlexNet has 2 for biases). */
  learningRate?: number;
  /** Multiplies the weight decay. ≥ 0. Default 1 (Caffe's `decay_mult`; its AlexNet has 0 for biases). */
  weightDecay?: number;
}

/** Multipliers by weight name; a `*` in a name stands for any letters: `conv1/kernel`, `conv1/*`, `*\/bias`. */
export type WeightMultipliers = Readonly<Record<string, WeightMultiplier>>;

/** The saved form of {@link WeightMultipliers}: a list, because tfjs rewrites the keys of saved objects. */
export type WeightMultiplierList = readonly (WeightMultiplier & {name: string})[];

interface Rule {
  name: string;
  pattern: RegExp | undefined;
  multiplier: WeightMultiplier;
}

/** The multipliers of an optimizer, checked, and the lookup of those that belong to a weight. */
export class MultiplierTable {
  readonly #rules: readonly Rule[];

  constructor(where: string, multipliers: WeightMultipliers | WeightMultiplierList) {
    const entries = isList(multipliers)
      ? multipliers.map(({name, ...multiplier}) => [name, multiplier] as const)
      : Object.entries(multipliers);
    this.#rules = entries.map(([name, multiplier]) => {
      const check = checksFor(`${where} multipliers[${JSON.stringify(name)}]`);
      check.knownKeys('key', multiplier, ['learningRate', 'weightDecay']);
      for (const key of ['learningRate', 'weightDecay'] as const) {
        check.finite(key, multiplier[key] ?? 1, 0);
      }
      return {name, pattern: name.includes('*') ? toRegExp(name) : undefined, multiplier};
    });
  }

  /**
   * The multipliers of a variable. Rules with a `*` apply in the order in which they were given, a later one over an
   * earlier one, and the weight's own name over all of them; a rule leaves alone what it does not mention.
   */
  of(variableName: string): Required<WeightMultiplier> {
    const weightName = stripUniqueSuffix(variableName);
    const patterns = this.#rules.filter(({pattern}) => pattern?.test(weightName) ?? false);
    const exact =
      this.#rules.find(({name}) => name === variableName) ??
      this.#rules.find(({name}) => name === weightName);
    const found: Required<WeightMultiplier> = {learningRate: 1, weightDecay: 1};
    for (const {multiplier} of exact === undefined ? patterns : [...patterns, exact]) {
      found.learningRate = multiplier.learningRate ?? found.learningRate;
      found.weightDecay = multiplier.weightDecay ?? found.weightDecay;
    }
    return found;
  }

  /** The form that is saved: what a rule does not mention stays unmentioned. */
  toList(): (WeightMultiplier & {name: string})[] {
    return this.#rules.map(({name, multiplier: {learningRate, weightDecay}}) => ({
      name,
      ...(learningRate === undefined ? {} : {learningRate}),
      ...(weightDecay === undefined ? {} : {weightDecay}),
    }));
  }
}

function isList(multipliers: WeightMultipliers | WeightMultiplierList): multipliers is WeightMultiplierList {
  return Array.isArray(multipliers);
}

function toRegExp(pattern: string): RegExp {
  const parts = pattern.split('*').map(part => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`);
}
