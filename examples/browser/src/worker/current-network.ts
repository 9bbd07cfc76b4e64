import type {Network} from './training';

/** The network that can be asked. One that another takes the place of lives on until it has answered what it was asked. */
export class CurrentNetwork {
  #network: Network | undefined;
  /** How many questions each network is answering. */
  readonly #asked = new Map<Network, number>();

  get isThere(): boolean {
    return this.#network !== undefined;
  }

  replace(network: Network): void {
    const before = this.#network;
    this.#network = network;
    if (before !== undefined && !this.#asked.has(before)) {
      before.model.dispose();
    }
  }

  async ask<Answer>(question: (network: Network) => Promise<Answer>): Promise<Answer> {
    const network = this.#network;
    if (network === undefined) {
      throw new Error('There is no network yet: train one, or open one.');
    }
    this.#asked.set(network, (this.#asked.get(network) ?? 0) + 1);
    try {
      return await question(network);
    } finally {
      const left = (this.#asked.get(network) ?? 1) - 1;
      if (left > 0) {
        this.#asked.set(network, left);
      } else {
        this.#asked.delete(network);
        if (network !== this.#network) {
          network.model.dispose();
        }
      }
    }
  }
}
