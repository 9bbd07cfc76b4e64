/** The backends of the page beside wasm. Each is loaded when it is selected, not before. */
import * as tf from '@tensorflow/tfjs-core';
import type {BackendName} from '../protocol';

/** A software driver is slower than WebAssembly on the same processor. */
const SOFTWARE = /swiftshader|llvmpipe|basic render|software/i;

/** What a page shows of a backend. */
export interface StartedBackend {
  backend: BackendName;
  /** Name of the graphics card. */
  device?: string;
  threads?: number;
  oneThreadBecause?: string;
  /** Why no faster one is in use. */
  because?: string;
}

/** Starts WebGPU or WebGL if there is a graphics card, else WebAssembly. */
export async function startFastest(): Promise<StartedBackend> {
  const reasons: string[] = [];
  for (const candidate of ['webgpu', 'webgl'] as const) {
    try {
      const card = candidate === 'webgpu' ? await webgpuCard() : webglCard();
      if (SOFTWARE.test(card)) {
        reasons.push(`${LABELS[candidate]} has only a software driver here`);
        continue;
      }
      return await (candidate === 'webgpu' ? startWebGPU() : startWebGL());
    } catch (error) {
      reasons.push((error instanceof Error ? error.message : String(error)).replace(/\.$/, ''));
    }
  }
  const {useWasm} = await import('tfjs-alexnet/wasm');
  const {threads, oneThreadBecause} = await useWasm();
  return {
    backend: 'wasm',
    threads,
    ...(oneThreadBecause === undefined ? {} : {oneThreadBecause}),
    because: reasons.join('; '),
  };
}

const LABELS = {webgpu: 'WebGPU', webgl: 'WebGL'} as const;

export async function startWebGPU(): Promise<StartedBackend> {
  const device = await webgpuCard();
  const {useWebGPU} = await import('tfjs-alexnet/webgpu');
  await useWebGPU();
  return {backend: 'webgpu', device};
}

export async function startWebGL(): Promise<StartedBackend> {
  const device = webglCard();
  await import('@tensorflow/tfjs-backend-webgl');
  if (!(await tf.setBackend('webgl'))) {
    throw new Error('WebGL did not start in this browser.');
  }
  return {backend: 'webgl', device};
}

async function webgpuCard(): Promise<string> {
  const {gpu} = navigator as {gpu?: {requestAdapter(): Promise<Adapter | null>}};
  const adapter = (await gpu?.requestAdapter()) ?? undefined;
  if (adapter === undefined) {
    throw new Error('WebGPU is not available in this browser.');
  }
  const {vendor = '', architecture = '', description = '', isFallbackAdapter = false} = adapter.info;
  const card = [vendor, architecture, description].filter(text => text !== '').join(' ');
  return isFallbackAdapter ? `${card} (software)` : card || 'a graphics card';
}

interface Adapter {
  info: {vendor?: string; architecture?: string; description?: string; isFallbackAdapter?: boolean};
}

function webglCard(): string {
  const context = new OffscreenCanvas(1, 1).getContext('webgl2');
  if (context === null) {
    throw new Error('WebGL 2 is not available in this browser.');
  }
  const names = context.getExtension('WEBGL_debug_renderer_info');
  const card: unknown = names === null ? undefined : context.getParameter(names.UNMASKED_RENDERER_WEBGL);
  context.getExtension('WEBGL_lose_context')?.loseContext();
  return typeof card === 'string' ? card : 'a graphics card';
}
