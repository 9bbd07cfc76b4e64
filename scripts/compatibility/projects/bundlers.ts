/** Pages by each bundler. */
import {INSTALL, type Project} from '../project';
import {BUILT_PAGE, html, SOURCES, vite} from './pages';

const VITE_CONFIG = `import {defineConfig} from 'vite';

const headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

export default defineConfig({server: {headers}, preview: {headers}});
`;

export const BUNDLERS: readonly Project[] = [
  vite('vite-dev', 'Vite, development server', {
    server: 'npx vite --port PORT --strictPort --host 127.0.0.1',
  }),
  vite('vite-build', 'Vite, build', {folder: 'dist'}),
  vite(
    'vite-isolated',
    'Vite, build, cross-origin isolated by `vite.config.js`',
    {server: 'npx vite preview --port PORT --strictPort --host 127.0.0.1'},
    {
      files: {
        ...SOURCES,
        'index.html': html('<script type="module" src="/src/main.js"></script>'),
        'vite.config.js': VITE_CONFIG,
      },
      manifest: {type: 'module'},
      run: [INSTALL, 'npx vite build'],
    },
  ),
  vite(
    'vite-7',
    'Vite 7, development server',
    {server: 'npx vite --port PORT --strictPort --host 127.0.0.1'},
    {
      packages: ['vite@7'],
    },
  ),
  {
    id: 'webpack',
    group: 'Bundlers and frameworks',
    title: 'webpack 5',
    packages: ['webpack@5', 'webpack-cli'],
    files: {...SOURCES, 'dist/index.html': html('<script src="./main.js"></script>')},
    run: [INSTALL, 'npx webpack build --mode production --entry ./src/main.js'],
    page: {folder: 'dist'},
  },
  {
    id: 'rspack',
    group: 'Bundlers and frameworks',
    title: 'Rspack',
    packages: ['@rspack/core', '@rspack/cli'],
    files: {...SOURCES, 'dist/index.html': html('<script src="./main.js"></script>')},
    run: [INSTALL, 'npx rspack build --mode production --entry ./src/main.js'],
    page: {folder: 'dist'},
  },
  {
    id: 'rollup',
    group: 'Bundlers and frameworks',
    title: 'Rollup',
    packages: ['rollup', '@rollup/plugin-node-resolve', '@rollup/plugin-commonjs'],
    files: {...SOURCES, 'dist/index.html': BUILT_PAGE},
    run: [
      INSTALL,
      'npx rollup src/main.js --dir dist --format es --plugin "node-resolve={browser: true}" --plugin commonjs',
    ],
    page: {folder: 'dist'},
  },
  {
    id: 'esbuild',
    group: 'Bundlers and frameworks',
    title: 'esbuild',
    packages: ['esbuild'],
    files: {...SOURCES, 'dist/index.html': BUILT_PAGE},
    run: [INSTALL, 'npx esbuild src/main.js --bundle --minify --splitting --format=esm --outdir=dist'],
    page: {folder: 'dist'},
  },
  {
    id: 'parcel',
    group: 'Bundlers and frameworks',
    title: 'Parcel, with `packageExports` in package.json',
    // TensorFlow.js names `process` and `Buffer`: outside of CI Parcel installs their packages by itself.
    packages: ['parcel', 'process', 'buffer'],
    files: {...SOURCES, 'src/index.html': html('<script type="module" src="./main.js"></script>')},
    manifest: {'@parcel/resolver-default': {packageExports: true}},
    run: [INSTALL, 'npx parcel build src/index.html --dist-dir dist --no-cache'],
    page: {folder: 'dist'},
  },
];
