import {createHash} from 'node:crypto';
import {readFile} from 'node:fs/promises';
import {fileURLToPath} from 'node:url';
import {transform} from 'esbuild';
import type {Plugin} from 'vite';

const WORKER = fileURLToPath(new URL('../offline/service-worker.ts', import.meta.url));

/**
 * A Vite plugin: writes the service worker of the built page, with the names of all files of the page in it. They change
 * with each file, because a name contains a hash of the content; so a browser sees a new worker after each change.
 */
export function offlineFiles(): Plugin {
  return {
    name: 'offline-files',
    apply: 'build',
    generateBundle: {
      order: 'post',
      async handler(_, bundle) {
        const names = Object.keys(bundle).sort();
        const hash = createHash('sha256');
        for (const name of names) {
          const file = bundle[name];
          hash.update(name).update(file?.type === 'chunk' ? file.code : (file?.source ?? ''));
        }
        const {code} = await transform(await readFile(WORKER, 'utf8'), {
          loader: 'ts',
          define: {
            FILES: JSON.stringify(names),
            VERSION: JSON.stringify(hash.digest('hex').slice(0, 16)),
          },
        });
        this.emitFile({
          type: 'asset',
          fileName: 'service-worker.js',
          source: code.replace(/^export \{\};$/m, ''),
        });
      },
    },
  };
}
