/** WebGPU in plain Node: the npm package `webgpu`, which is Dawn, Chromium's implementation. */
import type * as fsModule from 'node:fs';
import type * as moduleModule from 'node:module';
import type * as osModule from 'node:os';
import type * as pathModule from 'node:path';
import {builtinModule, nodeVersion} from '../core/builtin-module';
import {AlexNetError} from '../errors';
import {findCutShort} from './cut-short';
import {repairLine} from './repair-line';

/** The methods of `navigator.gpu` that tfjs and this library use. */
export interface Gpu {
  requestAdapter(options?: object): Promise<GpuAdapter | null>;
}

/** The fields of a GPUAdapter that are used. */
export interface GpuAdapter {
  features: {has(name: string): boolean};
  limits: Record<string, number>;
  info?: {vendor?: string; architecture?: string; description?: string; isFallbackAdapter?: boolean};
  isFallbackAdapter?: boolean;
  requestDevice(descriptor: object): Promise<unknown>;
}

interface DawnModule {
  create(options: string[]): Gpu;
  globals: object;
}

/** Turns off the rounding of kernel times, a protection in browsers; `tf.time` in Node needs exact times. */
const DAWN_OPTIONS = ['disable-dawn-features=timestamp_quantization'];
const SOFTWARE_DRIVER = 'vk_swiftshader_icd.json';
/** Environment variables that name drivers for Vulkan. */
export const DRIVER_VARIABLES = ['VK_DRIVER_FILES', 'VK_ICD_FILENAMES'];

/** Loads Dawn and makes its classes globals, as they are in a browser. */
export async function loadDawn(): Promise<DawnModule> {
  const name: string = 'webgpu';
  try {
    refuseCutShort(name);
    // Bundlers for pages, which contain this file too, must not look for the package.
    const dawn = (await import(
      /* webpackIgnore: true */ /* turbopackIgnore: true */ /* @vite-ignore */ name
    )) as DawnModule;
    Object.assign(globalThis, dawn.globals);
    return dawn;
  } catch (cause) {
    throw new AlexNetError({
      code: 'unsupported',
      where: 'useWebGPU',
      problem: 'Node has no WebGPU of its own, and the package that brings it cannot be loaded.',
      expected: 'the package webgpu (Dawn), built for this machine',
      received: (cause instanceof Error ? cause.message : String(cause)).split('\n')[0] ?? '',
      fix: repairLine(name, cause),
      cause,
    });
  }
}

/** Throws if the library inside the package is cut short: loading it would end the process. */
function refuseCutShort(packageName: string): void {
  const {createRequire} = builtinModule<typeof moduleModule>('node:module');
  const path = builtinModule<typeof pathModule>('node:path');
  // CommonJS has __filename, ESM has import.meta.url; each build of this file has one of them.
  const here = typeof __filename === 'string' ? __filename : import.meta.url;
  let folder: string;
  try {
    folder = path.dirname(createRequire(here).resolve(packageName));
  } catch {
    return; // The code that imports it reports that it is missing.
  }
  const process = nodeProcess();
  const library = path.join(folder, 'dist', `${process.platform}-${process.arch}`, 'dawn.node');
  const cut = findCutShort([library], builtinModule<typeof fsModule>('node:fs'));
  if (cut !== undefined) {
    throw new Error(cut);
  }
}

/** Sets `navigator.gpu`, where programs look for WebGPU; Node 20 has no `navigator` at all. */
export function installGpu(gpu: Gpu): void {
  const place = globalThis as {navigator?: object};
  if (place.navigator === undefined) {
    const userAgent = `Node.js/${(nodeVersion() ?? '').split('.')[0] ?? ''}`;
    Object.defineProperty(globalThis, 'navigator', {value: {userAgent}, configurable: true, writable: true});
  }
  Object.defineProperty(place.navigator, 'gpu', {value: gpu, configurable: true});
}

/**
 * Returns an adapter in Node, and the WebGPU object that it belongs to. If there is no GPU and software is accepted,
 * the adapter is SwiftShader from an installed Chromium or Chrome; drivers that the user names are not changed.
 */
export async function findDawnAdapter(
  dawn: DawnModule,
  options: object,
  software: boolean,
): Promise<{gpu: Gpu; adapter: GpuAdapter | null}> {
  const process = nodeProcess();
  const chosen = DRIVER_VARIABLES.some(name => process.env[name] !== undefined);
  const driver = software && !chosen && process.platform === 'linux' ? findSoftwareDriver() : undefined;
  // Without a graphics device the first try could only print Dawn's warnings on the terminal.
  if (driver === undefined || hasGraphicsDevice()) {
    const gpu = dawn.create(DAWN_OPTIONS);
    const adapter = await gpu.requestAdapter(options);
    if (adapter !== null || driver === undefined) {
      return {gpu, adapter};
    }
  }
  loadVulkanOf(driver);
  const [variable = ''] = DRIVER_VARIABLES.slice(-1);
  process.env[variable] = driver;
  try {
    const gpu = dawn.create(DAWN_OPTIONS);
    return {gpu, adapter: await gpu.requestAdapter(options)};
  } finally {
    // The choice is for this process only: its children choose again. The names are constants of this file.
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete
    delete process.env[variable];
  }
}

/** Not by its name: a bundler for pages would look for a package `process`. */
function nodeProcess(): NodeJS.Process {
  return builtinModule('node:process');
}

/** Returns the description file of SwiftShader in the folder of a browser. */
function findSoftwareDriver(): string | undefined {
  const {existsSync, readdirSync} = builtinModule<typeof fsModule>('node:fs');
  const path = builtinModule<typeof pathModule>('node:path');
  const {homedir} = builtinModule<typeof osModule>('node:os');
  const downloaded = path.join(homedir(), '.cache', 'ms-playwright');
  const folders = [
    ...[
      '/usr/lib/chromium',
      '/usr/lib/chromium-browser',
      '/usr/lib64/chromium-browser',
      '/opt/google/chrome',
    ],
    ...(existsSync(downloaded) ? readdirSync(downloaded) : []).flatMap(name =>
      ['chrome-linux', 'chrome-linux64'].map(inner => path.join(downloaded, name, inner)),
    ),
  ];
  return folders.map(folder => path.join(folder, SOFTWARE_DRIVER)).find(file => existsSync(file));
}

/** Returns whether Linux lists a graphics device of any vendor. */
function hasGraphicsDevice(): boolean {
  const {existsSync} = builtinModule<typeof fsModule>('node:fs');
  return ['/dev/dri', '/dev/nvidia0', '/dev/nvidiactl', '/dev/kfd', '/dev/dxg', '/dev/mali0'].some(path =>
    existsSync(path),
  );
}

/**
 * Loads the Vulkan library beside a driver, for machines without an installed one: a later request for a library of
 * that name finds the loaded one. Node expects an addon and throws that it is none; the library stays loaded.
 */
function loadVulkanOf(driver: string): void {
  const {existsSync} = builtinModule<typeof fsModule>('node:fs');
  const path = builtinModule<typeof pathModule>('node:path');
  const {constants} = builtinModule<typeof osModule>('node:os');
  const library = path.join(path.dirname(driver), 'libvulkan.so.1');
  const process = nodeProcess();
  const KEEP_LOADED = 0x1000; // RTLD_NODELETE of glibc, which has no constant in Node
  if (existsSync(library)) {
    try {
      process.dlopen({exports: {}}, library, constants.dlopen.RTLD_NOW | KEEP_LOADED);
    } catch {
      // The library is loaded, or Dawn reports what is missing.
    }
  }
}
