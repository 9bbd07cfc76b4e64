import {createTrainer, type Trainer, type TrainerBackend, type TrainerNetwork} from 'tfjs-alexnet/worker';
import type {BackendInfo, BackendName, NetworkInfo} from '../protocol';
import type {NetworkClient} from './network-client';

/** The trainer of the page. It is started once; where that fails, the next use tries again. */
export class PageTrainer implements NetworkClient {
  readonly #onFailure: (message: string) => void;
  #trainer: Promise<Trainer> | undefined;

  /** @param onFailure called if the worker ends by itself. */
  constructor(onFailure: (message: string) => void) {
    this.#onFailure = onFailure;
  }

  /** The trainer, with the backend that was chosen, else the fastest. */
  get(): Promise<Trainer> {
    return (this.#trainer ??= this.#start('auto'));
  }

  /** Starts a backend, or changes to it. If it cannot start, the one before stays. */
  async useBackend(name: BackendName | 'auto'): Promise<BackendInfo> {
    if (this.#trainer === undefined) {
      this.#trainer = this.#start(name);
      return backendInfo((await this.#trainer).backend);
    }
    const before = await this.#trainer.catch(() => undefined);
    if (before === undefined) {
      return this.useBackend(name);
    }
    try {
      return backendInfo(await before.setBackend(name));
    } catch (error) {
      throw startProblem(name, error);
    }
  }

  async predict(image: Blob | ImageBitmap, top = 5): ReturnType<NetworkClient['predict']> {
    const [scores = []] = await (await this.get()).predict([image], {top});
    return scores;
  }

  async modelFiles(format: 'tfjs' | 'zip' | 'onnx' | 'safetensors'): Promise<Record<string, Uint8Array>> {
    return (await this.get()).exportModel(format);
  }

  #start(backend: string): Promise<Trainer> {
    const worker = new Worker(new URL('../worker/worker.ts', import.meta.url), {
      type: 'module',
      name: 'trainer',
    });
    worker.addEventListener('error', ({message}) => {
      this.#onFailure(message);
    });
    const started = createTrainer({worker, backend}).catch((error: unknown) => {
      this.#trainer = undefined;
      throw startProblem(backend, error);
    });
    // Each use throws it; without one nobody waits for it.
    started.catch(() => undefined);
    return started;
  }
}

/** WebAssembly runs in every browser: if it does not start, one of its files is missing. */
function startProblem(backend: string, error: unknown): unknown {
  if (backend !== 'auto' && backend !== 'wasm') {
    return error;
  }
  console.error(error);
  return new Error('WebAssembly did not start: a file of this page could not be loaded. Reload the page.');
}

/** A network as the page shows it. */
export function networkInfo(network: TrainerNetwork): NetworkInfo {
  return {
    preset: network.preset,
    classes: network.classes,
    inputPx: network.resizeShorterSide,
    layers: network.mapLayers,
    isStopped: false,
  };
}

function backendInfo({backend, threads, oneThreadBecause, device, because}: TrainerBackend): BackendInfo {
  const where =
    threads === undefined ? (device ?? 'this device') : threads === 1 ? 'one thread' : `${threads} threads`;
  const reason = oneThreadBecause === undefined ? '' : `: ${oneThreadBecause}`;
  return {
    name: backend as BackendName,
    words: `${LABELS[backend] ?? backend} on ${where}${reason}.${because === undefined ? '' : ` (${because}.)`}`,
  };
}

const LABELS: Readonly<Record<string, string>> = {webgpu: 'WebGPU', webgl: 'WebGL', wasm: 'WebAssembly'};
