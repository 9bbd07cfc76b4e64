/** The projects of the table. */
import {CREATED_PROJECTS} from './create-projects';
import {INSTALL, type Project} from './project';
import {LEAVE_RESULT, MARK, terminalProgram, trainingModule} from './training';

const ESM = {'train.mjs': trainingModule(), 'main.mjs': terminalProgram()};
const CJS = {'train.cjs': trainingModule('cjs'), 'main.cjs': terminalProgram('cjs')};
const NODE = {...ESM, ...CJS};
const RUN_BOTH = ['node main.mjs', 'node main.cjs'];
/** The command: five steps on the drawn photos, and a prediction. */
const command = (alexnet: string): string[] => [
  `${alexnet} train --data PHOTOS --out run --preset alexnet-mini --max-steps 5 --quiet`,
  `${alexnet} predict --model run PHOTOS/cat/cat.00.jpg --json`,
];

const managers: Project[] = [
  {
    id: 'npm',
    group: 'Package managers',
    title: 'npm, and `npx alexnet`',
    version: 'npm --version',
    files: NODE,
    run: ['npm install --no-audit --no-fund TARBALL PEERS', ...RUN_BOTH, ...command('npx alexnet')],
  },
  {
    id: 'npm-omit-optional',
    group: 'Package managers',
    title: 'npm `--omit=optional`, with the wasm backend named',
    version: 'npm --version',
    files: NODE,
    run: [
      'npm install --no-audit --no-fund --omit=optional TARBALL PEERS @tensorflow/tfjs-backend-wasm@4',
      'test ! -e node_modules/sharp',
      ...RUN_BOTH,
      'npx alexnet describe alexnet-mini --json',
    ],
  },
  {
    id: 'pnpm',
    group: 'Package managers',
    title: 'pnpm, and `pnpm alexnet`',
    tools: ['pnpm'],
    version: 'pnpm --version',
    files: NODE,
    run: ['pnpm add TARBALL PEERS', ...RUN_BOTH, ...command('pnpm exec alexnet')],
  },
  {
    id: 'yarn-1',
    group: 'Package managers',
    title: 'Yarn 1, and `yarn alexnet`',
    tools: ['yarn'],
    version: 'yarn --version',
    files: NODE,
    run: ['yarn add --no-progress TARBALL PEERS', ...RUN_BOTH, ...command('yarn --silent alexnet')],
  },
  {
    id: 'yarn-4-pnp',
    group: 'Package managers',
    title: 'Yarn 4 with Plug’n’Play, and `yarn alexnet`',
    tools: ['@yarnpkg/cli-dist'],
    version: 'yarn --version',
    files: {...NODE, '.yarnrc.yml': 'enableTelemetry: false\n', 'yarn.lock': ''},
    run: [
      'yarn add tfjs-alexnet@file:TARBALL PEERS',
      'test -e .pnp.cjs',
      'yarn node main.mjs',
      'yarn node main.cjs',
      ...command('yarn alexnet'),
    ],
  },
  {
    id: 'yarn-4-node-modules',
    group: 'Package managers',
    title: 'Yarn 4 with `nodeLinker: node-modules`',
    tools: ['@yarnpkg/cli-dist'],
    version: 'yarn --version',
    files: {...NODE, '.yarnrc.yml': 'enableTelemetry: false\nnodeLinker: node-modules\n', 'yarn.lock': ''},
    run: ['yarn add tfjs-alexnet@file:TARBALL PEERS', ...RUN_BOTH, ...command('yarn alexnet')],
  },
  {
    id: 'bun-install',
    group: 'Package managers',
    title: 'Bun as package manager, and `bunx alexnet`',
    tools: ['bun'],
    version: 'bun --version',
    files: NODE,
    run: ['bun add TARBALL PEERS', ...RUN_BOTH, ...command('bunx alexnet')],
  },
  {
    id: 'npx-alone',
    group: 'Package managers',
    title: '`npx tfjs-alexnet` without a project',
    version: 'npm --version',
    files: {},
    run: command('npx --yes --package TARBALL alexnet'),
  },
  {
    id: 'pnpm-dlx',
    group: 'Package managers',
    title: '`pnpm dlx tfjs-alexnet` without a project',
    tools: ['pnpm'],
    version: 'pnpm --version',
    files: {},
    run: command('pnpm --package=TARBALL dlx alexnet'),
  },
  {
    id: 'yarn-dlx',
    group: 'Package managers',
    title: '`yarn dlx tfjs-alexnet` without a project',
    tools: ['@yarnpkg/cli-dist'],
    version: 'yarn --version',
    files: {},
    run: command(
      'yarn dlx --quiet -p tfjs-alexnet@file:TARBALL -p @tensorflow/tfjs-core@4 -p @tensorflow/tfjs-layers@4 alexnet',
    ),
  },
];

const nodeVersion = (version: string): Project => ({
  id: `node-${version}`,
  group: 'Runtimes',
  title: `Node ${version}`,
  tools: [`node@${version}`],
  version: 'node --version',
  files: NODE,
  run: ['npm install --no-audit --no-fund TARBALL PEERS', ...RUN_BOTH, ...command('npx alexnet')],
});

const runtimes: Project[] = [
  ...['20', '22', '24', '26'].map(nodeVersion),
  {
    id: 'bun',
    group: 'Runtimes',
    title: 'Bun, and `bunx --bun alexnet`',
    tools: ['bun'],
    version: 'bun --version',
    files: NODE,
    run: ['bun add TARBALL PEERS', 'bun main.mjs', 'bun main.cjs', ...command('bunx --bun alexnet')],
  },
  {
    id: 'deno',
    group: 'Runtimes',
    title: 'Deno with `node_modules`',
    tools: ['deno'],
    version: 'deno --version | head -1',
    files: {...ESM, 'deno.json': '{"nodeModulesDir": "manual"}'},
    run: [
      'npm install --no-audit --no-fund TARBALL PEERS',
      'deno run --allow-all main.mjs',
      ...command('deno run --allow-all npm:tfjs-alexnet'),
    ],
  },
];

const TEST_BODY = `test('trains', async () => {
  const result = await train();
  process.stdout.write('${MARK}' + JSON.stringify(result) + '\\n');
}, 120000);
`;

const runners: Project[] = [
  {
    id: 'jest',
    group: 'Test runners',
    title: 'Jest as it comes (CommonJS)',
    packages: ['jest'],
    files: {
      'train.cjs': trainingModule('cjs'),
      'train.test.cjs': `const {train} = require('./train.cjs');\n${TEST_BODY}`,
    },
    manifest: {jest: {testMatch: ['**/*.test.cjs'], moduleFileExtensions: ['cjs', 'js', 'json']}},
    run: [INSTALL, 'npx jest'],
  },
  {
    id: 'jest-esm',
    group: 'Test runners',
    title: 'Jest with `--experimental-vm-modules`',
    packages: ['jest'],
    files: {
      'train.mjs': trainingModule(),
      'train.test.mjs': `import {train} from './train.mjs';\n${TEST_BODY}`,
    },
    manifest: {
      jest: {testMatch: ['**/*.test.mjs'], moduleFileExtensions: ['mjs', 'js', 'json'], transform: {}},
    },
    run: [INSTALL, 'NODE_OPTIONS=--experimental-vm-modules npx jest'],
  },
  {
    id: 'vitest',
    group: 'Test runners',
    title: 'Vitest',
    packages: ['vitest'],
    files: {
      'train.mjs': trainingModule(),
      'train.test.mjs': `import {test} from 'vitest';\nimport {train} from './train.mjs';\n${TEST_BODY}`,
    },
    run: [INSTALL, 'npx vitest run'],
  },
];

const html = (head: string): string =>
  `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>train</title><link rel="icon" href="data:,">\n${head}\n</head><body></body></html>\n`;
const PAGE_MODULE = `import {train} from './train.js';\n${LEAVE_RESULT}`;
const SOURCES = {'src/train.js': trainingModule(), 'src/main.js': PAGE_MODULE};
const BUILT_PAGE = html('<script type="module" src="./main.js"></script>');

const vite = (id: string, title: string, page: Project['page'], extra: Partial<Project> = {}): Project => ({
  id,
  group: 'Bundlers and frameworks',
  title,
  packages: ['vite'],
  files: {...SOURCES, 'index.html': html('<script type="module" src="/src/main.js"></script>')},
  run: [INSTALL, ...(page?.server === undefined ? ['npx vite build'] : [])],
  ...(page === undefined ? {} : {page}),
  ...extra,
});

const VITE_CONFIG = `import {defineConfig} from 'vite';

const headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

export default defineConfig({server: {headers}, preview: {headers}});
`;
const NEXT_CONFIG = `const headers = [
  {key: 'Cross-Origin-Opener-Policy', value: 'same-origin'},
  {key: 'Cross-Origin-Embedder-Policy', value: 'require-corp'},
];

export default {headers: async () => [{source: '/:path*', headers}]};
`;

const bundlers: Project[] = [
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
    // TensorFlow.js names `process`: outside of CI Parcel installs the package of that name by itself.
    packages: ['parcel', 'process'],
    files: {...SOURCES, 'src/index.html': html('<script type="module" src="./main.js"></script>')},
    manifest: {'@parcel/resolver-default': {packageExports: true}},
    run: [INSTALL, 'npx parcel build src/index.html --dist-dir dist --no-cache'],
    page: {folder: 'dist'},
  },
  ...nextProjects(),
  {
    id: 'astro',
    group: 'Bundlers and frameworks',
    title: 'Astro',
    packages: ['astro'],
    // It needs Node 22 or later.
    tools: ['node@24'],
    files: {
      'src/train.js': trainingModule(),
      'src/pages/index.astro': html(`<script>\nimport {train} from '../train.js';\n${LEAVE_RESULT}</script>`),
    },
    run: [INSTALL, 'ASTRO_TELEMETRY_DISABLED=1 npx astro build'],
    page: {folder: 'dist'},
  },
  {
    id: 'sveltekit',
    group: 'Bundlers and frameworks',
    title: 'SvelteKit',
    packages: ['@sveltejs/kit', '@sveltejs/adapter-node', 'svelte', '@sveltejs/vite-plugin-svelte', 'vite'],
    // It needs Node 22 or later.
    tools: ['node@24'],
    files: {
      'src/train.js': trainingModule(),
      'src/app.html':
        '<!doctype html><html><head>%sveltekit.head%</head><body><div>%sveltekit.body%</div></body></html>',
      'src/routes/+page.svelte': `<script>\nimport {onMount} from 'svelte';\nimport {train} from '../train.js';\nonMount(() => {\n${LEAVE_RESULT}});\n</script>\n<p>train</p>\n`,
      'svelte.config.js': `import adapter from '@sveltejs/adapter-node';\nexport default {kit: {adapter: adapter()}};\n`,
      'vite.config.js': `import {sveltekit} from '@sveltejs/kit/vite';\nexport default {plugins: [sveltekit()]};\n`,
    },
    manifest: {type: 'module'},
    run: [INSTALL, 'npx vite build'],
    page: {server: 'PORT=PORT HOST=127.0.0.1 node build'},
  },
];

function nextProjects(): Project[] {
  const layout = `export default function Layout({children}) {\n  return <html lang="en"><body>{children}</body></html>;\n}\n`;
  const client = `'use client';
import {useEffect} from 'react';
import {train} from '../train.js';

export default function Page() {
  useEffect(() => {
    ${LEAVE_RESULT.trimEnd().replaceAll('\n', '\n    ')}
  }, []);
  return <p>train</p>;
}
`;
  const route = `import {train} from '../../train.js';

export const dynamic = 'force-dynamic';

export async function GET() {
  return Response.json(await train());
}
`;
  const base = {
    group: 'Bundlers and frameworks',
    packages: ['next', 'react', 'react-dom'],
    files: {
      'train.js': trainingModule(),
      'app/layout.jsx': layout,
      'app/page.jsx': client,
      'app/api/route.js': route,
    },
  } as const;
  const start = 'NEXT_TELEMETRY_DISABLED=1 npx next start --port PORT --hostname 127.0.0.1';
  const develop = 'NEXT_TELEMETRY_DISABLED=1 npx next dev --port PORT --hostname 127.0.0.1';
  const build = 'NEXT_TELEMETRY_DISABLED=1 npx next build';
  return [
    {
      ...base,
      id: 'next-client',
      title: 'Next, client component, cross-origin isolated by `next.config.mjs`',
      files: {...base.files, 'next.config.mjs': NEXT_CONFIG},
      run: [INSTALL, build],
      page: {server: start},
    },
    {
      ...base,
      id: 'next-route',
      title: 'Next, route handler',
      run: [INSTALL, build],
      page: {server: start, path: '/api', isJson: true},
    },
    {...base, id: 'next-dev', title: 'Next, development server', run: [INSTALL], page: {server: develop}},
    {
      ...base,
      id: 'next-webpack',
      title: 'Next with `--webpack`, client component',
      run: [INSTALL, `${build} --webpack`],
      page: {server: start},
    },
    {
      ...base,
      id: 'next-webpack-route',
      title: 'Next with `--webpack`, route handler',
      run: [INSTALL, `${build} --webpack`],
      page: {server: start, path: '/api', isJson: true},
    },
  ];
}

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

const workers: Project[] = [
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

const browsers: Project[] = (
  [
    ['firefox', 'Firefox'],
    ['webkit', 'WebKitGTK'],
  ] as const
).flatMap(([browser, title]) => [
  vite(browser, title, {folder: 'dist', browser}, {group: 'Browsers'}),
  vite(
    `${browser}-isolated`,
    `${title}, cross-origin isolated`,
    {folder: 'dist', browser, isolated: true},
    {group: 'Browsers'},
  ),
]);

export const PROJECTS: readonly Project[] = [
  ...managers,
  ...runtimes,
  ...runners,
  ...bundlers,
  ...workers,
  ...browsers,
  ...CREATED_PROJECTS,
];
