import {existsSync, readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {
  NATIVE_ABI,
  type NativeAddon,
  type NativeChoice,
  type NativeIsa,
  type NoNative,
} from '../compiled/host/native-kernels';

/** The variable that switches native kernels off (`0`), or takes a lesser instruction set than the best (`avx2`). */
const VARIABLE = 'ALEXNET_NATIVE';
/** Words that switch it off, and those that leave it as it is. */
const OFF = ['0', 'false', 'off', 'no'];
const ON = ['', '1', 'true', 'on', 'yes'];

/** Surroundings of {@link findNative}; a test passes others. */
export interface NativeSurroundings {
  platform: string;
  /** The value of ALEXNET_NATIVE. */
  wanted: string | undefined;
  /** Loads a package or a file by its name, and throws if that fails. */
  load: (name: string) => unknown;
  /** A folder beside this package that has it, in its repository. */
  besides: string | undefined;
}

/**
 * Finds the native kernels of this platform and the instruction set to use, or returns why there are none. It never
 * throws: without them, WebAssembly does the same work.
 */
export function findNative(surroundings: NativeSurroundings = here()): NativeChoice | NoNative {
  const {platform, wanted = '', load, besides} = surroundings;
  if (OFF.includes(wanted)) {
    return {because: `${VARIABLE}=${wanted} switches them off`, fix: `unset ${VARIABLE}`};
  }
  const name = `tfjs-alexnet-native-${platform}`;
  const file = besides === undefined ? undefined : join(besides, `native-${platform}`, 'native.node');
  const isBuilt = file !== undefined && existsSync(file);
  try {
    return choose(load(isBuilt ? file : name) as NativeAddon, wanted);
  } catch (error) {
    const {code, message = String(error)} = error as {code?: string; message?: string};
    if (code === 'MODULE_NOT_FOUND' && message.includes(name)) {
      return file !== undefined && existsSync(dirname(file))
        ? {because: 'they are not built', fix: 'npm run build:native'}
        : {because: `the package ${name} is not installed`};
    }
    return code === 'ERR_DLOPEN_DISABLED' || code === 'ERR_ACCESS_DENIED'
      ? {
          because: `the permissions of this process do not allow addons (${code})`,
          fix: 'node --allow-addons',
        }
      : {because: `${name} cannot be loaded: ${message.split('\n')[0] ?? ''}`};
  }
}

function choose(addon: NativeAddon, wanted: string): NativeChoice | NoNative {
  if (addon.abi !== NATIVE_ABI) {
    return {because: `they are of another version (interface ${addon.abi} instead of ${NATIVE_ABI})`};
  }
  const isas = addon.isas.split(',').filter(isa => isa !== '') as NativeIsa[];
  const isa = ON.includes(wanted) ? isas[0] : isas.find(one => one === wanted);
  if (isa !== undefined) {
    return {addon, isa};
  }
  return isas.length === 0
    ? {because: 'this processor has none of their instruction sets (AVX2, AVX-512)'}
    : {
        because: `${VARIABLE}=${wanted} is no instruction set of this processor`,
        fix: `unset ${VARIABLE}, or set it to 0, ${isas.join(' or ')}`,
      };
}

function here(): NativeSurroundings {
  // CommonJS has __filename, ESM has import.meta.url; each build of this file has one of them.
  const from = typeof __filename === 'string' ? __filename : import.meta.url;
  return {
    platform: `${process.platform}-${process.arch}${isMusl() ? '-musl' : ''}`,
    wanted: process.env[VARIABLE]?.trim().toLowerCase(),
    load: name => createRequire(from)(name) as unknown,
    besides: packagesBeside(from.startsWith('file:') ? fileURLToPath(from) : from),
  };
}

/** Whether the C library is musl: a report of Node names the version of glibc where that is the one. */
function isMusl(): boolean {
  if (process.platform !== 'linux') {
    return false;
  }
  try {
    const report = process.report.getReport() as unknown as {header?: {glibcVersionRuntime?: string}};
    return report.header !== undefined && report.header.glibcVersionRuntime === undefined;
  } catch {
    return false;
  }
}

/** The folder `packages` of the repository of this package; an installed package has none. */
function packagesBeside(path: string): string | undefined {
  for (let folder = dirname(path); dirname(folder) !== folder; folder = dirname(folder)) {
    try {
      const {name} = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {name?: string};
      if (name === 'tfjs-alexnet') {
        return existsSync(join(folder, 'packages')) ? join(folder, 'packages') : undefined;
      }
    } catch {
      // No package here.
    }
  }
  return undefined;
}
