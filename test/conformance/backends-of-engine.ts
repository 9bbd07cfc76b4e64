/** The backends of Firefox and of WebKitGTK for the suite: each with and without cross-origin isolation where it matters. */
import {join} from 'node:path';
import {ENGINE_NAMES, engineVersion, missingEngine, type Engine, type EngineOptions} from '../support/engine';
import {runInEngine} from '../support/in-engine';
import {WEBGL_HOLDS, WEBGPU_HOLDS, type SuiteBackend} from './backends';
import type {PageBackend} from './conformance.page';
import type {PageFacts} from './engine-facts.page';
import type {ConformanceResult} from './run-conformance';

const here = (name: string): string => join(import.meta.dirname, name);

interface Variant extends EngineOptions {
  name: string;
  backend: PageBackend;
  isolated: boolean;
}

const GPU = [
  {name: 'webgl', backend: 'webgl', isolated: true, gpu: true},
  {name: 'webgpu', backend: 'webgpu', isolated: true, gpu: true},
] as const;

const VARIANTS: Record<Engine, readonly Variant[]> = {
  firefox: [
    {name: 'wasm', backend: 'wasm', isolated: false},
    {name: 'wasm, isolated', backend: 'wasm', isolated: true},
    ...GPU,
  ],
  webkit: [
    {name: 'wasm', backend: 'wasm', isolated: false},
    {name: 'wasm, isolated', backend: 'wasm', isolated: true},
    {
      name: 'wasm, isolated, SharedArrayBuffer switched on',
      backend: 'wasm',
      isolated: true,
      sharedMemory: true,
    },
    ...GPU,
  ],
};

const HOLDS: Record<PageBackend, string[]> = {wasm: [], webgl: WEBGL_HOLDS, webgpu: WEBGPU_HOLDS};

/** The variants that can run here; the others have the reason, found by asking the engine. */
export async function backendsOf(engine: Engine): Promise<SuiteBackend[]> {
  const missing = missingEngine(engine);
  const facts =
    missing === undefined
      ? await runInEngine<PageFacts>(engine, here('engine-facts.page.ts'), {
          ...{isolated: true, gpu: true, timeoutMs: 60_000},
        })
      : undefined;
  return VARIANTS[engine].map(({name, backend, ...options}) => ({
    name: `${name} (${ENGINE_NAMES[engine]})`,
    missing:
      missing ??
      (backend === 'wasm' || facts?.[backend] === true
        ? undefined
        : `${ENGINE_NAMES[engine]} has no ${backend === 'webgl' ? 'WebGL 2' : 'WebGPU'} here`),
    holds: HOLDS[backend],
    engine: missing === undefined ? engineVersion(engine) : '',
    run: () =>
      runInEngine<ConformanceResult>(engine, here('conformance.page.ts'), {
        ...options,
        ...{input: {backend}, timeoutMs: 880_000},
      }),
  }));
}
