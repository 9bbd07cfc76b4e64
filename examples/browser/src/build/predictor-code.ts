import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';
import type {Plugin, ResolvedConfig} from 'vite';

const NAME = 'virtual:predictor-code';
/** The file is called like this; hosts such as GitHub Pages leave out names that begin with an underscore, as virtual ones do. */
const MODULE = 'predictor-code.js';
const ENTRY = fileURLToPath(new URL('../predictor/main.ts', import.meta.url));

/** Addresses of the package's source in its own repository. */
export type SourceAlias = readonly {find: RegExp; replacement: string}[];

/**
 * A Vite plugin: the module `virtual:predictor-code` exports the script of an exported page as text, with everything that it
 * imports. The page loads this module when a network is exported. esbuild does it in a second, Rollup in ten.
 */
export function predictorCode(alias: SourceAlias): Plugin {
  let config: ResolvedConfig | undefined;
  return {
    name: 'predictor-code',
    configResolved: resolved => {
      config = resolved;
    },
    resolveId: id => (id === NAME ? MODULE : undefined),
    load: async id => {
      if (id !== MODULE) {
        return undefined;
      }
      const {outputFiles} = await build({
        entryPoints: [ENTRY],
        bundle: true,
        write: false,
        format: 'iife',
        platform: 'browser',
        target: 'es2022',
        minify: config?.command === 'serve' || config?.build.minify !== false,
        // A page in one file has no address for other files, and nothing that it runs asks for one.
        define: {'import.meta.url': '""'},
        logLevel: 'error',
        plugins: [
          {
            name: 'source-of-the-package',
            setup: bundle => {
              for (const {find, replacement} of alias) {
                bundle.onResolve({filter: find}, ({path}) => ({path: path.replace(find, replacement)}));
              }
            },
          },
        ],
      });
      const [file] = outputFiles;
      if (file === undefined || outputFiles.length > 1) {
        throw new Error('internal: the script of an exported page has to be one file; please report this');
      }
      return `export const code = ${JSON.stringify(file.text)};`;
    },
  };
}
