// @ts-check
/**
 * Writes the modules of tfjs-wasm that useWasm() starts as text to src/kernels/wasm/generated/, compressed: a page then
 * fetches them with the code, and no bundler, host or security policy has to know about a `.wasm` file.
 *
 * npm runs it after an installation (the script `prepare`). In plain JavaScript without packages, because it is a step of the
 * installation; what it writes is not committed, since the modules are those of the installed package.
 */
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {deflateRawSync} from 'node:zlib';

const TARGET = fileURLToPath(new URL('../src/kernels/wasm/generated/', import.meta.url));
const PACKAGE = '@tensorflow/tfjs-backend-wasm';
/** Written files by the name of the module. The build with threads of its own is never started by useWasm(). */
const CARRIED = {
  'tfjs-backend-wasm-simd.wasm': 'tfjs-simd.wasm.ts',
  'tfjs-backend-wasm.wasm': 'tfjs-plain.wasm.ts',
};

const folder = dirname(createRequire(import.meta.url).resolve(PACKAGE));
const {version} = JSON.parse(readFileSync(join(folder, '../package.json'), 'utf8'));
for (const [name, target] of Object.entries(CARRIED)) {
  const bytes = readFileSync(join(folder, name));
  const deflated = deflateRawSync(bytes, {level: 9, memLevel: 9});
  const text = [
    `// ${name} of ${PACKAGE} ${version} (Apache-2.0, Google LLC), deflated; written by \`npm run prepare\`; do not edit.`,
    `export const SIZE = ${bytes.length};`,
    `export const BYTES = '${deflated.toString('base64')}';`,
    '',
  ].join('\n');
  const path = join(TARGET, target);
  // A file that is there stays as it is, with its time: `npm pack` runs this too, and a newer source means a new build.
  if (!existsSync(path) || readFileSync(path, 'utf8') !== text) {
    writeFileSync(path, text);
  }
}
