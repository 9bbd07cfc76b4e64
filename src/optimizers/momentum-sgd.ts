import * as tf from '@tensorflow/tfjs-core';
import {checksFor, show} from '../core/check';
import {checkOptions, type KnownOptions} from '../core/check-options';
import {AlexNetError} from '../errors';
import {GradientClip, type GradientClipArgs} from './gradient-clip';
import {updateByMomentum} from './momentum-update';
import {type NamedTensor, VelocityStore} from './velocity-store';
import {MultiplierTable, type WeightMultiplierList, type WeightMultipliers} from './weight-multipliers';

/** Arguments of {@link momentumSGD}. */
export interface MomentumSGDArgs extends GradientClipArgs {
  /** Step size ε. ≥ 0. Default 0.01 (section 5). */
  learningRate?: number;
  /** Fraction of the velocity that is kept from step to step. In [0, 1]. Default 0.9 (section 5). */
  momentum?: number;
  /** Pull of every weight toward 0, relative to the learning rate. ≥ 0. Default 0.0005 (section 5). */
  weightDecay?: number;
  /** Whether the weights move by Nesterov's rule, as `nesterov` of Keras and PyTorch. Default false (the paper). */
  nesterov?: boolean;
  /**
   * Factors for the learning rate and the decay of single weights or groups of them, by weight name, where `*` stands
   * for any letters. Default: none, all weights alike, biases too, as in the paper. Caffe's AlexNet is
   * `{'*\/bias': {learningRate: 2, weightDecay: 0}}`.
   */
  multipliers?: WeightMultipliers | WeightMultiplierList;
}

const WHERE = 'MomentumSGD';
const OPTIONS: KnownOptions<MomentumSGDArgs> = {
  learningRate: true,
  momentum: true,
  weightDecay: true,
  nesterov: true,
  multipliers: true,
  clipNorm: true,
  clipValue: true,
  globalClipNorm: true,
};
const VELOCITY_SUFFIX = '/momentum';

/**
 * Stochastic gradient descent by the rule of the AlexNet paper.
 *
 *     v ← momentum · v − weightDecay · ε · w − ε · g
 *     w ← w + v
 *
 * The learning rate ε is inside the velocity: after the rate drops, the velocity from before keeps its old size.
 * `tf.train.momentum` has it outside (w ← w − ε · v), so that the two differ from the first drop on; it has no decay.
 * Gradients are clipped, if that is set, before decay and multipliers. With `nesterov`:
 *
 *     w ← w + momentum · v − weightDecay · ε · w − ε · g
 *
 * The velocity belongs to a weight, not to a position: a layer that is frozen keeps its velocity until it is trained
 * again. One optimizer can serve several models.
 *
 * Pitfall: with a loss that has an L2 regularizer of its own, the weights decay twice.
 *
 * @example
 * const model = tf.sequential({layers: [tf.layers.dense({units: 2, inputShape: [4]})]});
 * model.compile({optimizer: momentumSGD({learningRate: 0.01}), loss: 'meanSquaredError'});
 * @see Krizhevsky, Sutskever, Hinton (2012), section 5.
 */
export class MomentumSGD extends tf.Optimizer {
  /** The name under which tfjs saves it. */
  static readonly className: string = 'MomentumSGD';
  readonly momentum: number;
  readonly weightDecay: number;
  readonly nesterov: boolean;
  readonly #clip: GradientClip;
  readonly #multipliers: MultiplierTable;
  readonly #velocities = new VelocityStore();
  #learningRate: number;
  #iterationsTensor: tf.Tensor | undefined;

  constructor(args: MomentumSGDArgs = {}) {
    super();
    const {
      learningRate = 0.01,
      momentum = 0.9,
      weightDecay = 0.0005,
      nesterov = false,
      multipliers = {},
      ...clip
    } = checkOptions(WHERE, args, OPTIONS, '{learningRate: 0.01}', {
      decay: 'pass weightDecay for a pull toward 0; for a falling rate a LearningRateSchedule',
      dampening: 'remove "dampening": the paper has none',
    });
    const check = checksFor(WHERE);
    this.#learningRate = check.finite('learningRate', learningRate, 0);
    this.momentum = check.probability('momentum', momentum);
    this.weightDecay = check.finite('weightDecay', weightDecay, 0);
    this.nesterov = check.boolean('nesterov', nesterov);
    this.#clip = new GradientClip(WHERE, clip);
    this.#multipliers = new MultiplierTable(WHERE, multipliers);
  }

  /** tfjs lets any object with an optimizer's methods pass as an instance of any optimizer; this class does not. */
  static override [Symbol.hasInstance](instance: unknown): boolean {
    return (
      typeof instance === 'object' &&
      instance !== null &&
      Object.prototype.isPrototypeOf.call(this.prototype, instance)
    );
  }

  /** Makes one from what {@link getConfig} wrote. */
  static override fromConfig<T extends tf.serialization.Serializable>(
    cls: tf.serialization.SerializableConstructor<T>,
    config: tf.serialization.ConfigDict,
  ): T {
    const {learningRate, momentum, weightDecay, nesterov, multipliers} = config;
    const {clipNorm, clipValue, globalClipNorm} = config;
    return new cls({
      learningRate,
      momentum,
      weightDecay,
      nesterov,
      multipliers,
      clipNorm,
      clipValue,
      globalClipNorm,
    });
  }

  /** Step size ε, before multipliers. May be set at any time; holds from the next update. */
  get learningRate(): number {
    return this.#learningRate;
  }

  set learningRate(value: number) {
    this.#learningRate = checksFor(WHERE).finite('learningRate', value, 0);
  }

  /** Updates the variables that these gradients belong to, by variable name. Gradients are left to the caller. */
  override applyGradients(variableGradients: tf.NamedTensorMap | NamedTensor[]): void {
    const gradients = Array.isArray(variableGradients)
      ? variableGradients
      : Object.entries(variableGradients).map(([name, tensor]) => ({name, tensor}));
    // A variable that the loss does not depend on has no gradient: tfjs passes none.
    const present = (gradients as {name: string; tensor: tf.Tensor | null | undefined}[]).filter(
      (gradient): gradient is NamedTensor => gradient.tensor !== null && gradient.tensor !== undefined,
    );
    this.#clip.forEach(present, ({name}, limited) => {
      this.#update(findVariable(name), limited);
    });
    this.incrementIterations();
  }

  #update(variable: tf.Variable, gradient: tf.Tensor): void {
    const multiplier = this.#multipliers.of(variable.name);
    const velocity = updateByMomentum(variable, this.#velocities.get(variable), gradient, {
      learningRate: this.#learningRate * multiplier.learningRate,
      momentum: this.momentum,
      weightDecay: this.weightDecay * multiplier.weightDecay,
      nesterov: this.nesterov,
    });
    this.#velocities.set(variable, velocity);
  }

  /**
   * The velocities by weight name, without the numbers that tfjs appends (where two models share this optimizer, with
   * them). The tensors belong to the optimizer: copy what is needed, dispose nothing.
   */
  getState(): NamedTensor[] {
    return this.#velocities.entries();
  }

  /** Replaces all velocities by copies of these; weights that are not named start from 0. */
  setState(state: readonly NamedTensor[]): void {
    this.#velocities.replace(state);
  }

  /** Number of updates done. Can be set, to resume from a checkpoint. */
  override get iterations(): number {
    return super.iterations;
  }

  override set iterations(value: number) {
    this.iterations_ = checksFor(WHERE).integer('iterations', value);
  }

  /** Number of updates and velocities, in the form in which `model.save` stores them. Tensors remain the optimizer's. */
  override getWeights(): Promise<NamedTensor[]> {
    this.#iterationsTensor?.dispose();
    this.#iterationsTensor = tf.keep(tf.scalar(this.iterations, 'int32'));
    const velocities = this.getState().map(({name, tensor}) => ({name: `${name}${VELOCITY_SUFFIX}`, tensor}));
    return Promise.resolve([{name: 'iter', tensor: this.#iterationsTensor}, ...velocities]);
  }

  /** Restores copies of the result of {@link getWeights}. */
  override async setWeights(weightValues: NamedTensor[]): Promise<void> {
    const [iterations, ...velocities] = weightValues;
    if (iterations?.name !== 'iter' || !velocities.every(({name}) => name.endsWith(VELOCITY_SUFFIX))) {
      throw new AlexNetError({
        code: 'bad-weights',
        where: WHERE,
        problem: 'these are not the weights of this optimizer.',
        expected: `iter, then <weight name>${VELOCITY_SUFFIX}`,
        received: show(weightValues.map(({name}) => name)),
        fix: 'pass the result of getWeights() of a MomentumSGD',
      });
    }
    const [count] = await iterations.tensor.data();
    this.iterations = count ?? 0;
    this.setState(
      velocities.map(({name, tensor}) => ({name: name.slice(0, -VELOCITY_SUFFIX.length), tensor})),
    );
  }

  /** Every resolved argument. What is off is left out, so that an earlier run is the same as one of today. */
  override getConfig(): tf.serialization.ConfigDict {
    return {
      learningRate: this.#learningRate,
      momentum: this.momentum,
      weightDecay: this.weightDecay,
      multipliers: this.#multipliers.toList() as unknown as tf.serialization.ConfigDictArray,
      ...(this.nesterov ? {nesterov: true} : {}),
      ...this.#clip.config,
    };
  }

  /** Frees the velocities. The optimizer may be used again and then starts from 0. */
  override dispose(): void {
    this.#velocities.replace([]);
    this.#iterationsTensor?.dispose();
    this.#iterationsTensor = undefined;
  }
}

/** Makes a {@link MomentumSGD} optimizer. */
export function momentumSGD(args: MomentumSGDArgs = {}): MomentumSGD {
  return new MomentumSGD(args);
}

function findVariable(name: string): tf.Variable {
  const variable = tf.engine().registeredVariables[name];
  if (variable === undefined) {
    throw new AlexNetError({
      code: 'bad-argument',
      where: `${WHERE}.applyGradients`,
      problem: `no variable has the name ${show(name)}.`,
      expected: 'gradients by the names of living variables, as tf.variableGrads returns them',
      received: show(name),
      fix: 'compute the gradients with tf.variableGrads, and do not dispose the model before they are applied',
    });
  }
  return variable;
}
