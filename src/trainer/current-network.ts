import type * as tfl from '@tensorflow/tfjs-layers';
import type {Preprocessing} from '../core/preprocessing';
import {AlexNetError} from '../errors';
import type {SquareSet} from './training-set';

/** A network with its preprocessing. */
export interface Network {
  model: tfl.LayersModel;
  preprocessing: Preprocessing;
  /** The validation set of its training. */
  validation?: SquareSet;
}

/** The network that a trainer predicts with. A replaced network is disposed when its running predictions are done. */
export class CurrentNetwork {
  #network: Network | undefined;
  /** Number of running tasks of each network. */
  readonly #tasks = new Map<Network, number>();

  get isThere(): boolean {
    return this.#network !== undefined;
  }

  /** Takes another network, or none. */
  replace(network: Network | undefined): void {
    const before = this.#network;
    this.#network = network;
    if (before !== undefined && !this.#tasks.has(before)) {
      before.model.dispose();
    }
  }

  /** Runs a task with the current network, which stays alive until the task is done. */
  async use<Result>(where: string, task: (network: Network) => Promise<Result>): Promise<Result> {
    const network = this.#network;
    if (network === undefined) {
      throw new AlexNetError({
        code: 'bad-state',
        where,
        problem: 'there is no network yet.',
        expected: 'a training before, a saved run, or a model that is opened',
        received: 'a trainer without a network',
        fix: 'train one first: await trainer.train({…}); or await trainer.resume(name), or await trainer.openModel(files)',
      });
    }
    this.#tasks.set(network, (this.#tasks.get(network) ?? 0) + 1);
    try {
      return await task(network);
    } finally {
      const left = (this.#tasks.get(network) ?? 1) - 1;
      if (left > 0) {
        this.#tasks.set(network, left);
      } else {
        this.#tasks.delete(network);
        if (network !== this.#network) {
          network.model.dispose();
        }
      }
    }
  }
}
