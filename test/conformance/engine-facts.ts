/** What the engine of a page has, found without this library. Works in Node too. */
import type {BackendReport} from './run-conformance';

/** A function whose only instruction of note is i8x16.relaxed_swizzle. */
const RELAXED = Uint8Array.from(
  [
    [0, 97, 115, 109, 1, 0, 0, 0],
    [1, 5, 1, 96, 0, 1, 123],
    [3, 2, 1, 0],
  ]
    .flat()
    .concat([10, 15, 1, 13, 0], [65, 1, 253, 15], [65, 2, 253, 15], [253, 128, 2, 11]),
);

export type EngineFacts = Pick<BackendReport, 'isolated' | 'sharedMemory' | 'relaxedSimd'>;

export function engineFacts(): EngineFacts {
  const {crossOriginIsolated: isolated = false} = globalThis as {crossOriginIsolated?: boolean};
  return {
    isolated,
    sharedMemory: typeof SharedArrayBuffer === 'function',
    relaxedSimd: WebAssembly.validate(RELAXED),
  };
}
