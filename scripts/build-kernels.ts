// Builds native/wasm/*.c twice, with plain and with relaxed SIMD, and writes both modules as text to
// src/kernels/wasm/generated/. Needs a clang that knows relaxed SIMD: PyPI's ziglang is one that needs no install.
//
//     python3 -m venv /tmp/zig && /tmp/zig/bin/pip install ziglang
//     CC='/tmp/zig/bin/python -m ziglang cc' npm run build:kernels
import {execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';

const SOURCES = fileURLToPath(new URL('../native/wasm/', import.meta.url));
const TARGET = fileURLToPath(new URL('../src/kernels/wasm/generated/', import.meta.url));
const FLAGS = [
  ...['-target', 'wasm32-freestanding', '-O3', '-msimd128', '-matomics', '-mbulk-memory', '-nostdlib'],
  ...['-ffp-contract=off', '-fno-builtin', '-Wall', '-Wextra', '-Werror'],
  // The heap is that of tfjs. 65,535 pages is the most that this linker writes.
  ...['-Wl,--no-entry', '-Wl,--import-memory', '-Wl,--shared-memory', '-Wl,--max-memory=4294901760'],
  ...['-Wl,--export=__stack_pointer', '-Wl,--strip-all'],
];

/** The C files and their headers, in the order of their names. */
export function kernelSources(): string[] {
  return readdirSync(SOURCES)
    .filter(name => /\.[ch]$/.test(name))
    .sort();
}

/** SHA-256 over names and contents of the sources and over the flags. */
export function hashKernelSources(): string {
  const hash = createHash('sha256').update(FLAGS.join(' '));
  for (const name of kernelSources()) {
    hash.update(`\0${name}\0`).update(readFileSync(join(SOURCES, name)));
  }
  return hash.digest('hex');
}

/** The ids of the sections of a module. */
export function sectionsOf(bytes: Uint8Array): number[] {
  const ids: number[] = [];
  let at = 8;
  const next = (): number => bytes[at++] ?? 0;
  while (at < bytes.length) {
    ids.push(next());
    let length = 0;
    for (let shift = 0, more = true; more; shift += 7) {
      const byte = next();
      length += (byte & 127) * 2 ** shift;
      more = byte > 127;
    }
    at += length;
  }
  return ids;
}

function build(name: string, flags: readonly string[]): void {
  const [command = '', ...args] = (process.env.CC ?? 'python3 -m ziglang cc').split(' ');
  const folder = mkdtempSync(join(tmpdir(), 'kernels-'));
  try {
    const file = join(folder, 'kernels.wasm');
    const sources = kernelSources().filter(source => source.endsWith('.c'));
    execFileSync(command, [...args, ...FLAGS, ...flags, '-o', file, ...sources], {
      cwd: SOURCES,
      stdio: 'inherit',
    });
    const bytes = readFileSync(file);
    const DATA = 11;
    if (sectionsOf(bytes).includes(DATA)) {
      throw new Error(`${name}: the module has static data, which would overwrite the heap of tfjs.`);
    }
    writeFileSync(
      join(TARGET, `${name}-kernels.wasm.ts`),
      [
        '// Built by `npm run build:kernels` from native/wasm; do not edit.',
        `export const SOURCE_HASH = '${hashKernelSources()}';`,
        `export const BYTES = '${bytes.toString('base64')}';`,
        '',
      ].join('\n'),
    );
    console.log(`${name}: ${bytes.length} bytes`);
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  build('plain', []);
  build('relaxed', ['-mrelaxed-simd']);
}
