import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, describe, expect, it} from 'vitest';
import {NATIVE_ABI, type NativeAddon} from '../../../../../src/kernels/wasm/compiled/host/native-kernels';
import {findNative, type NativeSurroundings} from '../../../../../src/kernels/wasm/native/find-native.node';

const folder = mkdtempSync(join(tmpdir(), 'find-native-'));
afterAll(() => {
  rmSync(folder, {recursive: true});
});

const addon = (isas: string, abi = NATIVE_ABI): NativeAddon => ({abi, isas}) as NativeAddon;
const find = (given: Partial<NativeSurroundings>): ReturnType<typeof findNative> =>
  findNative({
    platform: 'here-x64',
    wanted: undefined,
    besides: undefined,
    load: () => addon('avx512,avx2'),
    ...given,
  });
const failing =
  (message: string, code?: string): (() => never) =>
  () => {
    throw Object.assign(new Error(message), {code});
  };

describe('findNative', () => {
  it('takes the best instruction set, or the one of ALEXNET_NATIVE', () => {
    for (const wanted of [undefined, '', '1', 'true', 'avx512']) {
      expect(find({wanted})).toMatchObject({isa: 'avx512'});
    }
    expect(find({wanted: 'avx2'})).toMatchObject({isa: 'avx2'});
    const {because, fix} = find({wanted: 'neon'}) as {because: string; fix: string};
    expect([because, fix]).toEqual([
      'ALEXNET_NATIVE=neon is no instruction set of this processor',
      'unset ALEXNET_NATIVE, or set it to 0, avx512 or avx2',
    ]);
  });

  it('loads nothing where ALEXNET_NATIVE switches it off', () => {
    for (const wanted of ['0', 'false', 'off', 'no']) {
      expect(find({wanted, load: failing('was loaded')})).toEqual({
        because: `ALEXNET_NATIVE=${wanted} switches them off`,
        fix: 'unset ALEXNET_NATIVE',
      });
    }
  });

  it('loads the package of the platform, and in the repository the file that was built there', () => {
    const names: string[] = [];
    const load = (name: string): NativeAddon => (names.push(name), addon('avx2'));
    const besides = join(folder, 'packages');
    mkdirSync(join(besides, 'native-here-x64'), {recursive: true});
    find({load, besides});
    writeFileSync(join(besides, 'native-here-x64/native.node'), '');
    find({load, besides});
    find({load});
    const name = 'tfjs-alexnet-native-here-x64';
    expect(names).toEqual([name, join(besides, 'native-here-x64/native.node'), name]);
  });

  it('says why there are none, and throws nothing', () => {
    const name = 'tfjs-alexnet-native-here-x64';
    const missing = failing(`Cannot find module '${name}'\nRequire stack:`, 'MODULE_NOT_FOUND');
    expect(find({load: missing})).toEqual({because: `the package ${name} is not installed`});
    const besides = join(folder, 'unbuilt');
    mkdirSync(join(besides, 'native-here-x64'), {recursive: true});
    expect(find({load: missing, besides})).toEqual({
      because: 'they are not built',
      fix: 'npm run build:native',
    });
    for (const code of ['ERR_DLOPEN_DISABLED', 'ERR_ACCESS_DENIED']) {
      expect(find({load: failing('Cannot load native addon', code)})).toEqual({
        because: `the permissions of this process do not allow addons (${code})`,
        fix: 'node --allow-addons',
      });
    }
    expect(find({load: () => addon('')})).toEqual({
      because: 'this processor has none of their instruction sets (AVX2, AVX-512)',
    });
    expect(find({load: () => addon('avx2', NATIVE_ABI + 1)})).toEqual({
      because: `they are of another version (interface ${NATIVE_ABI + 1} instead of ${NATIVE_ABI})`,
    });
  });

  it('has the error of the system for a damaged binary', () => {
    const besides = join(folder, 'damaged');
    mkdirSync(join(besides, 'native-here-x64'), {recursive: true});
    writeFileSync(join(besides, 'native-here-x64/native.node'), 'cut short');
    const load = (name: string): unknown => createRequire(import.meta.url)(name);
    const {because} = find({besides, load}) as {because: string};
    expect(because).toMatch(/^tfjs-alexnet-native-here-x64 cannot be loaded: \S+/);
  });

  it('returns one or the other on this machine', () => {
    const found = findNative();
    expect('isa' in found ? found.addon.abi : typeof found.because).toBe(
      'isa' in found ? NATIVE_ABI : 'string',
    );
  });
});
