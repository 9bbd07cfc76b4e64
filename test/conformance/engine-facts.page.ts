/** Runs in a page: what its engine has. */
import {engineFacts, type EngineFacts} from './engine-facts';

export interface PageFacts extends EngineFacts {
  webgl: boolean;
  webgpu: boolean;
}

export default async function run(): Promise<PageFacts> {
  const canvas = document.createElement('canvas');
  const adapter = await (navigator as {gpu?: GPU}).gpu?.requestAdapter();
  return {...engineFacts(), webgl: canvas.getContext('webgl2') !== null, webgpu: Boolean(adapter)};
}
