import {readFileSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {createRequire} from 'node:module';
import {dirname, join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {version_wasm} from '@tensorflow/tfjs-backend-wasm';
import {describe, expect, it} from 'vitest';
import {CARRIED_VERSION, carriedModule, readTfjsWasm} from '../../../src/backends/tfjs-wasm-file';
import {expectAlexNetError} from '../../support/matchers';
import {temporaryDirectory} from '../../support/temporary-directory';

const folder = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));
const SIMD = 'tfjs-backend-wasm-simd.wasm';

describe('carriedModule', () => {
  it('is of the version of its code', () => {
    expect(CARRIED_VERSION).toBe(version_wasm);
  });

  it.each([SIMD, 'tfjs-backend-wasm.wasm'] as const)('inflates %s, byte for byte', async name => {
    expect(Buffer.compare(await carriedModule(name), readFileSync(join(folder, name)))).toBe(0);
  });
});

describe('readTfjsWasm', () => {
  it('reads a folder of this machine, as a path and as an address', async () => {
    for (const place of [`${folder}/`, pathToFileURL(`${folder}/`).href]) {
      expect((await readTfjsWasm(place, SIMD)).length).toBe(readFileSync(join(folder, SIMD)).length);
    }
  });

  it('says which file is not there, and which is another or cut short', async () => {
    const empty = temporaryDirectory();
    await expectAlexNetError(
      () => readTfjsWasm(`${empty}/`, SIMD),
      'unsupported',
      `no such file or directory, open '${empty}/${SIMD}'`,
      'leave wasmPath out',
    );
    writeFileSync(join(empty, SIMD), readFileSync(join(folder, SIMD)).subarray(0, 500));
    await expectAlexNetError(() => readTfjsWasm(`${empty}/`, SIMD), 'unsupported', '500 bytes', 'cut short');
  });

  it('names the address, the status and the content type of what a host serves instead', async () => {
    const server = createServer((request, response) => {
      const isApp = request.url?.startsWith('/app/');
      response.writeHead(isApp ? 200 : 404, {'Content-Type': isApp ? 'text/html' : 'text/plain'});
      response.end(isApp ? '<!doctype html>' : 'not here');
    });
    await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      for (const [path, status, type] of [
        ['app', 200, 'text/html'],
        ['lost', 404, 'text/plain'],
      ] as const) {
        await expectAlexNetError(
          () => readTfjsWasm(`${origin}/${path}/`, SIMD),
          'unsupported',
          `received: ${origin}/${path}/${SIMD}: status ${status}, ${type}`,
          'serve at this address the folder dist of @tensorflow/tfjs-backend-wasm',
        );
      }
    } finally {
      server.close();
    }
    await expectAlexNetError(
      () => readTfjsWasm(`${origin}/`, SIMD),
      'unsupported',
      `${origin}/${SIMD}: fetch failed`,
    );
  });
});
