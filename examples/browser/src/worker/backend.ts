/** Starts a backend. Each backend is loaded when it is selected, not before. */
import * as tf from '@tensorflow/tfjs-core';
import type {BackendInfo, BackendName} from '../protocol';
import {inWords} from './words';

/** A software driver is slower than WebAssembly on the same processor. */
const SOFTWARE = /swiftshader|llvmpipe|basic render|software/i;

export async function startBackend(name: BackendName | 'auto'): Promise<BackendInfo> {
  if (name !== 'auto') {
    return start(name);
  }
  const reasons: string[] = [];
  for (const candidate of ['webgpu', 'webgl'] as const) {
    try {
      const card = candidate === 'webgpu' ? await webgpuCard() : webglCard();
      if (SOFTWARE.test(card)) {
        reasons.push(`${LABELS[candidate]} has only a software driver here`);
        continue;
      }
      return await start(candidate);
    } catch (error) {
      reasons.push(inWords(error).replace(/\.$/, ''));
    }
  }
  const info = await start('wasm');
  return {...info, words: `${info.words} (${reasons.join('; ')}.)`};
}

const LABELS: Readonly<Record<BackendName, string>> = {webgpu: 'WebGPU', webgl: 'WebGL', wasm: 'WebAssembly'};

async function start(name: BackendName): Promise<BackendInfo> {
  switch (name) {
    case 'webgpu': {
      const card = await webgpuCard();
      const {useWebGPU} = await import('tfjs-alexnet/webgpu');
      await useWebGPU();
      return {name, words: `WebGPU on ${card}.`};
    }
    case 'webgl': {
      const card = webglCard();
      await import('@tensorflow/tfjs-backend-webgl');
      if (!(await tf.setBackend('webgl'))) {
        throw new Error('WebGL did not start in this browser.');
      }
      return {name, words: `WebGL on ${card}.`};
    }
    case 'wasm': {
      const {useWasm} = await import('tfjs-alexnet/wasm');
      const {threads, oneThreadBecause} = await useWasm().catch((error: unknown) => {
        console.error(error);
        throw new Error(
          'WebAssembly did not start: a file of this page could not be loaded. Reload the page.',
        );
      });
      const number = threads === 1 ? 'one thread' : `${threads} threads`;
      return {
        name,
        words: `WebAssembly on ${number}${oneThreadBecause === undefined ? '' : `: ${oneThreadBecause}`}.`,
      };
    }
  }
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
