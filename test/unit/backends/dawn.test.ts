import {afterEach, describe, expect, it} from 'vitest';
import {findDawnAdapter, installGpu, type Gpu, type GpuAdapter} from '../../../src/backends/dawn';

const adapter = {info: {vendor: 'test'}} as GpuAdapter;
/** A Dawn that finds an adapter only where `works` says so at the moment of asking. */
function fakeDawn(works: () => boolean): {create: () => Gpu; globals: object; asked: number} {
  const dawn = {
    asked: 0,
    globals: {},
    create: () => {
      dawn.asked++;
      return {requestAdapter: () => Promise.resolve(works() ? adapter : null)};
    },
  };
  return dawn;
}
const variables = {...process.env};

describe('Dawn in Node', () => {
  const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  afterEach(() => {
    process.env = {...variables};
    if (before === undefined) {
      Reflect.deleteProperty(globalThis, 'navigator');
    } else {
      Object.defineProperty(globalThis, 'navigator', before);
    }
  });

  it('puts WebGPU where programs look for it, with and without a navigator', () => {
    const gpu = fakeDawn(() => true).create();
    for (const navigator of [undefined, {userAgent: 'mine'}]) {
      Object.defineProperty(globalThis, 'navigator', {value: navigator, configurable: true, writable: true});
      installGpu(gpu);
      const found = (globalThis as unknown as {navigator: {gpu: Gpu; userAgent: string}}).navigator;
      expect(found.gpu).toBe(gpu);
      expect(found.userAgent).toBe(navigator?.userAgent ?? `Node.js/${process.versions.node.split('.')[0]!}`);
    }
  });

  it('requests the adapter once where no program can run, and accepts that there is none', async () => {
    const dawn = fakeDawn(() => false);
    expect((await findDawnAdapter(dawn, {}, false)).adapter).toBeNull();
    expect(dawn.asked).toBe(1);
  });

  it('leaves alone the drivers that the user names', async () => {
    process.env.VK_ICD_FILENAMES = '/nowhere/mine.json';
    const dawn = fakeDawn(() => process.env.VK_ICD_FILENAMES !== '/nowhere/mine.json');
    expect((await findDawnAdapter(dawn, {}, true)).adapter).toBeNull();
    expect(process.env.VK_ICD_FILENAMES).toBe('/nowhere/mine.json');
  });

  it('names a software driver for the time of asking only', async () => {
    delete process.env.VK_ICD_FILENAMES;
    delete process.env.VK_DRIVER_FILES;
    const dawn = fakeDawn(() => process.env.VK_ICD_FILENAMES?.includes('swiftshader') === true);
    await findDawnAdapter(dawn, {}, true);
    expect(process.env.VK_ICD_FILENAMES).toBeUndefined();
  });
});
