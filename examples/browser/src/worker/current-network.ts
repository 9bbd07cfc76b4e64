import type {Network} from './training';

/** The network used for predictions. A replaced network is disposed when its running predictions are done. */
export class CurrentNetwork {
  #network: Network | undefined;
  /** Number of running tasks of each network. */
  readonly #tasks = new Map<Network, number>();

  get isThere(): boolean {
    return this.#network !== undefined;
  }

  replace(network: Network): void {
    const before = this.#network;
    this.#network = network;
    if (before !== undefined && !this.#tasks.has(before)) {
      before.model.dispose();
    }
  }

  /** Runs a task with the current network, which stays alive until the task is done. */
  async use<Result>(task: (network: Network) => Promise<Result>): Promise<Result> {
    const network = this.#network;
    if (network === undefined) {
      throw new Error('There is no network yet: train one, or open one.');
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
