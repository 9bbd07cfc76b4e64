/** What a training on several machines costs: the time of a joint step from input, compute and the exchange of gradients. */

/** A way between processes that exchange gradients, or to the photos. */
export interface Link {
  bytesPerSecond: number;
  /** Time of a message without bytes. */
  latencyMs: number;
}

/** Machines that train together. */
export interface Setup {
  name: string;
  machines: number;
  /** Processes that compute, on all machines together. */
  workers: number;
  photosPerWorker: number;
  /** Time in which a worker computes its photos of a step. */
  computeMs: number;
  /** Fraction of that time in which gradients are exchanged meanwhile. */
  overlap: number;
  /** Processor time of a photo: reading, decoding, augmentation. */
  decodeMs: number;
  /** Processors of a machine that decode. */
  cores: number;
  /** Whether the same processors compute the step. */
  sharesCores: boolean;
  /** Bytes per second of the photos to a machine. */
  inputBytesPerSecond: number;
  exchange: Link;
}

/** Sizes that do not depend on the machines. */
export interface Workload {
  photos: number;
  epochs: number;
  photoBytes: number;
  gradientBytes: number;
}

/** The parts of a joint step, and what they add up to. */
export interface StepCost {
  networkMs: number;
  decodeMs: number;
  computeMs: number;
  exchangeMs: number;
  /** Time of the exchange that no computation hides. */
  exposedMs: number;
  stepMs: number;
  photosPerSecond: number;
  days: number;
  bottleneck: 'network' | 'decoding' | 'compute' | 'exchange';
}

/** Time of an all-reduce in a ring: each process sends 2 (n - 1) parts, each an n-th of the bytes. */
export function ringMs(workers: number, bytes: number, {bytesPerSecond, latencyMs}: Link): number {
  const messages = 2 * (workers - 1);
  return messages * ((bytes / workers / bytesPerSecond) * 1000 + latencyMs);
}

/**
 * Predicts a joint step. Photos are read and decoded while the step before is computed, so the slowest of the parts counts;
 * processors that decode and compute do both one after the other.
 */
export function predictStep(setup: Setup, {photos, epochs, photoBytes, gradientBytes}: Workload): StepCost {
  const {machines, workers, photosPerWorker, computeMs, overlap, cores, sharesCores} = setup;
  const joint = workers * photosPerWorker;
  const networkMs = ((joint / machines) * photoBytes * 1000) / setup.inputBytesPerSecond;
  const decodeMs = ((joint / machines) * setup.decodeMs) / cores;
  const exchangeMs = ringMs(workers, gradientBytes, setup.exchange);
  const exposedMs = Math.max(0, exchangeMs - overlap * computeMs);
  const ownMs = computeMs + exposedMs;
  const busyMs = sharesCores ? ownMs + decodeMs : Math.max(ownMs, decodeMs);
  const stepMs = Math.max(networkMs, busyMs);
  const parts = [
    ['compute', computeMs],
    ['network', networkMs],
    ['decoding', decodeMs],
    // Where computation does not hide it, the exchange is what a faster processor would wait for.
    ['exchange', exposedMs],
  ] as const;
  const [bottleneck] = parts.reduce((most, part) => (part[1] > most[1] ? part : most));
  const photosPerSecond = (joint * 1000) / stepMs;
  const days = (photos * epochs) / photosPerSecond / 86_400;
  return {
    networkMs,
    decodeMs,
    computeMs,
    exchangeMs,
    exposedMs,
    stepMs,
    photosPerSecond,
    days,
    bottleneck: stepMs > busyMs ? 'network' : bottleneck,
  };
}
