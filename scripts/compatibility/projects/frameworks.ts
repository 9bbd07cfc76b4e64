/** Next, Astro and SvelteKit. */
import {INSTALL, type Project} from '../project';
import {LEAVE_RESULT, trainingModule} from '../training';
import {html} from './pages';

const NEXT_CONFIG = `const headers = [
  {key: 'Cross-Origin-Opener-Policy', value: 'same-origin'},
  {key: 'Cross-Origin-Embedder-Policy', value: 'require-corp'},
];

export default {headers: async () => [{source: '/:path*', headers}]};
`;

export const FRAMEWORKS: readonly Project[] = [
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
      'vite.config.js': `import adapter from '@sveltejs/adapter-node';\nimport {sveltekit} from '@sveltejs/kit/vite';\nexport default {plugins: [sveltekit({adapter: adapter()})]};\n`,
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
