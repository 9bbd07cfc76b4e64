/** Workers, and pages without a bundler. */
import {INSTALL, type Project} from '../project';
import {trainingModule} from '../training';
import {html, PAGE_MODULE, SOURCES, vite} from './pages';

const WORKER_PAGE = `const worker = new Worker(new URL('./worker.js', import.meta.url), {type: 'module'});
worker.onmessage = ({data}) => {
  globalThis.trained = data;
};
worker.onerror = event => { globalThis.trained = {error: event.message ?? 'the worker did not start'}; };
`;
const POST_RESULT = `train().then(
  value => postMessage({value}),
  error => postMessage({error: String(error.stack ?? error)}),
);
`;
const SERVICE_WORKER = `import {train} from './train.js';
self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', event => event.waitUntil(self.clients.claim()));
self.addEventListener('message', ({source}) => {
  train().then(
    value => source.postMessage({value}),
    error => source.postMessage({error: String(error.stack ?? error)}),
  );
});
`;
const SERVICE_WORKER_PAGE = html(`<script type="module">
navigator.serviceWorker.onmessage = ({data}) => { globalThis.trained = data; };
await navigator.serviceWorker.register('./service-worker.js');
const {active} = await navigator.serviceWorker.ready;
active.postMessage('train');
</script>`);

/** What an import map says, on a host that serves npm packages as they are. */
const importMap = (origin: string): string => `<script type="importmap">
{
  "imports": {
    "fs": "data:text/javascript,export default {}",
    "os": "data:text/javascript,export default {}",
    "path": "data:text/javascript,export default {}",
    "perf_hooks": "data:text/javascript,export default {}",
    "@tensorflow/tfjs-core": "${origin}/@tensorflow/tfjs-core/dist/tf-core.fesm.min.js",
    "@tensorflow/tfjs-core/": "${origin}/@tensorflow/tfjs-core/",
    "@tensorflow/tfjs-layers": "${origin}/@tensorflow/tfjs-layers/dist/tf-layers.fesm.min.js",
    "@tensorflow/tfjs-backend-wasm": "${origin}/@tensorflow/tfjs-backend-wasm/dist/tf-backend-wasm.fesm.min.js",
    "tfjs-alexnet": "${origin}/tfjs-alexnet/dist/index.js",
    "tfjs-alexnet/wasm": "${origin}/tfjs-alexnet/dist/wasm.js"
  }
}
</script>`;

export const WORKERS: readonly Project[] = [
  vite(
    'vite-worker',
    'Web Worker, by Vite (build)',
    {folder: 'dist', isolated: true},
    {
      group: 'Workers and pages without a bundler',
      files: {
        'src/train.js': trainingModule(),
        'src/worker.js': `import {train} from './train.js';\n${POST_RESULT}`,
        'src/main.js': WORKER_PAGE,
        'index.html': html('<script type="module" src="/src/main.js"></script>'),
        'vite.config.js': `export default {worker: {format: 'es'}};\n`,
      },
      manifest: {type: 'module'},
    },
  ),
  vite(
    'vite-dev-worker',
    'Web Worker, by Vite (development server)',
    {server: 'npx vite --port PORT --strictPort --host 127.0.0.1'},
    {
      group: 'Workers and pages without a bundler',
      files: {
        'src/train.js': trainingModule(),
        'src/worker.js': `import {train} from './train.js';\n${POST_RESULT}`,
        'src/main.js': WORKER_PAGE,
        'index.html': html('<script type="module" src="/src/main.js"></script>'),
      },
      manifest: {type: 'module'},
    },
  ),
  {
    id: 'webpack-worker',
    group: 'Workers and pages without a bundler',
    title: 'Web Worker, by webpack 5',
    packages: ['webpack@5', 'webpack-cli'],
    files: {
      'src/train.js': trainingModule(),
      'src/worker.js': `import {train} from './train.js';\n${POST_RESULT}`,
      'src/main.js': WORKER_PAGE,
      'dist/index.html': html('<script src="./main.js"></script>'),
    },
    run: [INSTALL, 'npx webpack build --mode production --entry ./src/main.js'],
    page: {folder: 'dist', isolated: true},
  },
  {
    id: 'service-worker',
    group: 'Workers and pages without a bundler',
    title: 'Service worker, by esbuild',
    packages: ['esbuild'],
    files: {
      'src/train.js': trainingModule(),
      'src/service-worker.js': SERVICE_WORKER,
      'dist/index.html': SERVICE_WORKER_PAGE,
    },
    run: [INSTALL, 'npx esbuild src/service-worker.js --bundle --minify --format=iife --outdir=dist'],
    page: {folder: 'dist'},
  },
  {
    id: 'import-map',
    group: 'Workers and pages without a bundler',
    title: 'Import map, packages on the host of the page',
    files: {
      'train.js': trainingModule(),
      'main.js': PAGE_MODULE,
      'index.html': html(`${importMap('/node_modules')}\n<script type="module" src="./main.js"></script>`),
    },
    run: [INSTALL],
    page: {folder: '.'},
  },
  {
    id: 'cdn',
    group: 'Workers and pages without a bundler',
    title: 'Import map, packages from another origin (a CDN)',
    files: {
      'page/train.js': trainingModule(),
      'page/main.js': PAGE_MODULE,
      'page/index.html': html(`${importMap('CDN')}\n<script type="module" src="./main.js"></script>`),
    },
    run: [INSTALL],
    page: {folder: 'page', origins: {CDN: 'node_modules'}},
  },
  vite(
    'strict-policy',
    "Content-Security-Policy with `script-src 'self' 'wasm-unsafe-eval'`",
    {folder: 'dist', isolated: true},
    {
      group: 'Workers and pages without a bundler',
      files: {
        ...SOURCES,
        'index.html': html(
          `<meta http-equiv="Content-Security-Policy" content="default-src 'self'; script-src 'self' 'wasm-unsafe-eval'">\n<script type="module" src="/src/main.js"></script>`,
        ),
      },
    },
  ),
];
