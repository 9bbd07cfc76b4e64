import {useWasm} from '../../backends/use-wasm';
import {checksFor} from '../../core/check';
import type {TrainerPlatform} from '../trainer-platform';
import type {TrainerBackend} from '../trainer-types';
import {decodeBitmap} from './decode-bitmap';
import {opfsRuns} from './opfs-runs';

/** A worker of a page: the wasm backend and the given ones, photos decoded by the browser, runs in its private files. */
export function pagePlatform(backends: Readonly<Record<string, () => Promise<unknown>>>): TrainerPlatform {
  return {
    startBackend: async ({backend = 'wasm', threads, wasmPath}): Promise<TrainerBackend> => {
      const name = checksFor('createTrainer').oneOf('backend', backend, ['wasm', ...Object.keys(backends)]);
      const start = backends[name];
      if (start !== undefined) {
        return {backend: name, ...backendFields(await start())};
      }
      const {threads: started, oneThreadBecause} = await useWasm({
        ...(threads === undefined ? {} : {threads}),
        ...(wasmPath === undefined ? {} : {wasmPath}),
      });
      return {
        backend: name,
        threads: started,
        ...(oneThreadBecause === undefined ? {} : {oneThreadBecause}),
      };
    },
    decodeSquare: decodeBitmap,
    pretrained: async () => (await import('../../pretrained/web-platform')).webPlatform(),
    openRuns: folder => opfsRuns({folder}),
  };
}

/** What a backend of the worker says of itself. */
function backendFields(said: unknown): Partial<TrainerBackend> {
  const {backend, threads, oneThreadBecause, device, because} = (said ?? {}) as Partial<TrainerBackend>;
  const fields = {backend, threads, oneThreadBecause, device, because};
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
