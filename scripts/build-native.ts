/**
 * Builds native/addon, the native kernels, for the machine that it runs on or for the platforms that are named:
 *
 *     npm run build:native                    (this machine)
 *     npm run build:native -- linux-x64
 *
 * The compiler is `CC`, else the first of PyPI's ziglang, clang and gcc that is there. The same sources and the same
 * compiler produce the same bytes. The binary goes into packages/native-PLATFORM, beside `built.json`, which has the digest
 * of the sources; neither is committed.
 *
 *     python3 -m venv /tmp/zig && /tmp/zig/bin/pip install ziglang
 *     CC='/tmp/zig/bin/python -m ziglang cc' npm run build:native
 */
import {execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {ROOT} from './project';

const SOURCES = join(ROOT, 'native/addon');
/** Used by the addon too. */
const TRANSFORMS = join(ROOT, 'native/wasm/winograd-transforms.h');
const FLAGS = [
  ...['-O3', '-std=c11', '-fPIC', '-fvisibility=hidden', '-Wall', '-Wextra'],
  // Every product and sum is rounded as in WASM; see native/addon/simd.h.
  ...['-ffp-contract=off', '-fno-math-errno'],
];
/** Compiled once for each instruction set; the other files once. */
const KERNELS = /^(winograd|thin-product|product|momentum-product|elementwise|normalize|pool2d)\.c$/;

/** A platform that there is a package for. */
interface Target {
  /** Its name for zig, with the oldest glibc that it runs on. */
  zig: string;
  /** Flags of each instruction set, for zig and for the other compilers. */
  isas: Readonly<Record<string, {zig: string; other: string}>>;
}

const TARGETS: Readonly<Record<string, Target>> = {
  'linux-x64': {
    zig: 'x86_64-linux-gnu.2.17',
    isas: {
      avx512: {zig: '-mcpu=x86_64_v4', other: '-march=x86-64-v4'},
      avx2: {zig: '-mcpu=x86_64_v3', other: '-march=x86-64-v3'},
    },
  },
};

/** Name of the platform that this runs on. */
export const THIS_PLATFORM = `${process.platform}-${process.arch}`;

/** SHA-256 over names and contents of the sources, and over the flags. */
export function hashNativeSources(): string {
  const hash = createHash('sha256').update(JSON.stringify([FLAGS, TARGETS]));
  for (const path of [
    ...readdirSync(SOURCES)
      .sort()
      .map(name => join(SOURCES, name)),
    TRANSFORMS,
  ]) {
    hash.update(`\0${path.slice(ROOT.length)}\0`).update(readFileSync(path));
  }
  return hash.digest('hex');
}

/** Whether the addon of this machine is there, and made of the sources that are there. */
export function isNativeBuilt(platform = THIS_PLATFORM): boolean {
  const folder = join(ROOT, 'packages', `native-${platform}`);
  const built = join(folder, 'built.json');
  return (
    existsSync(join(folder, 'native.node')) &&
    existsSync(built) &&
    (JSON.parse(readFileSync(built, 'utf8')) as {sources?: string}).sources === hashNativeSources()
  );
}

/** Builds the addon of this machine where it is missing or stale; returns why it is not there, or undefined. */
export function ensureNative(): string | undefined {
  if (process.env.ALEXNET_NATIVE === '0') {
    return 'switched off by ALEXNET_NATIVE=0';
  }
  if (!(THIS_PLATFORM in TARGETS)) {
    return `there are no native kernels for ${THIS_PLATFORM} yet`;
  }
  if (isNativeBuilt()) {
    return undefined;
  }
  const compiler = findCompiler();
  if (compiler === undefined) {
    return 'there is no C compiler (pip install ziglang, clang or gcc)';
  }
  try {
    buildNative(THIS_PLATFORM, compiler);
    return undefined;
  } catch (error) {
    return `${compiler.join(' ')} failed: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** The words of the first compiler that can be started. */
export function findCompiler(): string[] | undefined {
  const candidates =
    process.env.CC === undefined ? ['python3 -m ziglang cc', 'clang', 'gcc'] : [process.env.CC];
  return candidates
    .map(text => text.split(' '))
    .find(([command = '', ...args]) => {
      try {
        execFileSync(command, [...args, '--version'], {stdio: 'ignore'});
        return true;
      } catch {
        return false;
      }
    });
}

/** Builds the addon of one platform into its package; others than this machine's need zig. */
export function buildNative(platform: string, compiler: readonly string[]): void {
  const target = TARGETS[platform];
  if (target === undefined) {
    throw new Error(`there is no platform ${platform}; there are ${Object.keys(TARGETS).join(', ')}.`);
  }
  const isZig = compiler.join(' ').includes('zig');
  if (!isZig && platform !== THIS_PLATFORM) {
    throw new Error(`${compiler.join(' ')} does not build for ${platform}; take PyPI's ziglang.`);
  }
  const [command = '', ...words] = [...compiler, ...(isZig ? ['-target', target.zig] : [])];
  const sources = hashNativeSources();
  const work = mkdtempSync(join(tmpdir(), 'native-'));
  try {
    const run = (args: readonly string[], cwd = work): void => {
      execFileSync(command, [...words, ...args], {cwd, stdio: ['ignore', 'inherit', 'inherit']});
    };
    const files = readdirSync(SOURCES).filter(name => name.endsWith('.c'));
    const objects: string[] = [];
    const compile = (file: string, flags: readonly string[], object: string): void => {
      run([...FLAGS, ...(isZig ? ['-Werror'] : []), ...flags, '-c', file, '-o', join(work, object)], SOURCES);
      objects.push(object);
    };
    for (const file of files.filter(name => KERNELS.test(name))) {
      for (const [isa, {zig, other}] of Object.entries(target.isas)) {
        compile(file, [isZig ? zig : other, `-DISA=${isa}`], `${isa}-${file}.o`);
      }
    }
    for (const file of files.filter(name => !KERNELS.test(name))) {
      compile(file, [`-DSOURCES="${sources}"`], `${file}.o`);
    }
    run(['-shared', '-s', '-Wl,--build-id=none', '-o', 'native.node', ...objects, '-lpthread']);
    const bytes = readFileSync(join(work, 'native.node'));
    const folder = join(ROOT, 'packages', `native-${platform}`);
    // A process that runs may have the old file mapped: it keeps it.
    writeFileSync(join(folder, 'native.node.new'), bytes);
    renameSync(join(folder, 'native.node.new'), join(folder, 'native.node'));
    const facts = {sources, sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length};
    writeFileSync(join(folder, 'built.json'), `${JSON.stringify(facts, undefined, 2)}\n`);
    console.log(`packages/native-${platform}/native.node: ${bytes.length} bytes`);
  } finally {
    rmSync(work, {recursive: true, force: true});
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const compiler = findCompiler();
  if (compiler === undefined) {
    console.error(
      'There is no C compiler: pip install ziglang, and set CC="python3 -m ziglang cc"; or clang or gcc.',
    );
    process.exit(1);
  }
  const given = process.argv.slice(2);
  for (const platform of given.length === 0 ? [THIS_PLATFORM] : given) {
    buildNative(platform, compiler);
  }
}
