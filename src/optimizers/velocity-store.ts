import * as tf from '@tensorflow/tfjs-core';
import {show} from '../core/check';
import {stripUniqueSuffix} from './weight-name';
import {AlexNetError} from '../errors';

/** A tensor and the name of the weight that it belongs to. */
export interface NamedTensor {
  name: string;
  tensor: tf.Tensor;
}

/**
 * One tensor for each weight, owned by an optimizer.
 *
 * A living variable is known by itself. What was restored from a checkpoint is known by name only, and waits until a
 * variable asks for it: by its full name, else by its name without the number that tfjs appended, which depends on how
 * many models the process has made. So a checkpoint fits a model that was made second, and a weight that is frozen
 * keeps its tensor, also through further checkpoints.
 */
export class VelocityStore {
  readonly #living = new Map<tf.Variable, tf.Tensor>();
  readonly #waiting = new Map<string, tf.Tensor>();

  /** The tensor of a variable, or undefined where it has none yet. */
  get(variable: tf.Variable): tf.Tensor | undefined {
    return this.#living.get(variable) ?? this.#claim(variable);
  }

  /** Replaces the tensor of a variable and frees the one before, if it is another; takes ownership. */
  set(variable: tf.Variable, tensor: tf.Tensor): void {
    const before = this.#living.get(variable);
    if (before === undefined) {
      this.#dropDisposed();
    }
    this.#living.set(variable, tf.keep(tensor));
    if (before !== tensor) {
      before?.dispose();
    }
  }

  /** All tensors by weight name; where two living variables would share a name, by their full names. */
  entries(): NamedTensor[] {
    this.#dropDisposed();
    const taken = new Map<string, number>();
    for (const {name} of this.#living.keys()) {
      const short = stripUniqueSuffix(name);
      taken.set(short, (taken.get(short) ?? 0) + 1);
    }
    const living = [...this.#living].map(([{name}, tensor]) => {
      const short = stripUniqueSuffix(name);
      return {name: taken.get(short) === 1 ? short : name, tensor};
    });
    const names = new Set(living.map(({name}) => name));
    const waiting = [...this.#waiting].filter(([name]) => !names.has(name));
    return [...living, ...waiting.map(([name, tensor]) => ({name, tensor}))];
  }

  /** Frees everything and holds copies of `state` instead. */
  replace(state: readonly NamedTensor[]): void {
    const copies = state.map(({name, tensor}) => [name, tf.keep(tf.clone(tensor))] as const);
    tf.dispose([...this.#living.values(), ...this.#waiting.values()]);
    this.#living.clear();
    this.#waiting.clear();
    for (const [name, tensor] of copies) {
      this.#waiting.set(name, tensor);
    }
  }

  #claim(variable: tf.Variable): tf.Tensor | undefined {
    const name = [variable.name, stripUniqueSuffix(variable.name)].find(key => this.#waiting.has(key));
    const tensor = name === undefined ? undefined : this.#waiting.get(name);
    if (name === undefined || tensor === undefined) {
      return undefined;
    }
    if (!tf.util.arraysEqual(tensor.shape, variable.shape)) {
      throw new AlexNetError({
        code: 'bad-weights',
        where: 'MomentumSGD',
        problem: `the restored state of weight ${show(name)} belongs to another network.`,
        expected: `shape ${show(variable.shape)}`,
        received: `shape ${show(tensor.shape)}`,
        fix: 'restore the state of a model with the same layers, or begin with a new optimizer',
      });
    }
    this.#waiting.delete(name);
    this.#living.set(variable, tensor);
    return tensor;
  }

  /** Frees the tensors of variables that were disposed with their model. */
  #dropDisposed(): void {
    for (const [variable, tensor] of this.#living) {
      if (variable.isDisposed) {
        tensor.dispose();
        this.#living.delete(variable);
      }
    }
  }
}
