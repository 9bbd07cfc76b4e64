/** Projects that `npm create tfjs-alexnet` makes, and the examples of the package, each as its README says. */
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {ROOT} from '../project';
import type {Project} from './project';

const CREATE = join(ROOT, 'packages/create-tfjs-alexnet');
const OPEN = `node ${join(ROOT, 'scripts/run.mjs')} ${join(ROOT, 'scripts/compatibility/open-template.ts')}`;

/** Makes a project from the packed package and installs what it names, the packed library in place of the published one. */
const make = (template: string): string[] => [
  `npm pack --silent ${CREATE}`,
  `npm exec --yes --package=./create-tfjs-alexnet-${version()}.tgz -- create-tfjs-alexnet app --template ${template}`,
  `cd app && npm pkg set dependencies.tfjs-alexnet=file:TARBALL && npm install --no-audit --no-fund`,
];

const templates: Project[] = [
  {
    id: 'create-node',
    group: 'Templates and examples',
    title: '`npm create tfjs-alexnet`: Node',
    version: 'npm --version',
    files: {'.npmrc': 'update-notifier=false\n'},
    run: [...make('node'), 'cd app && npm start', 'cd app && npm run predict -- photos/cat/cat.000.jpg'],
  },
  ...['vite', 'react'].map((template): Project => ({
    id: `create-${template}`,
    group: 'Templates and examples',
    title: `\`npm create tfjs-alexnet\`: ${template === 'vite' ? 'Vite' : 'React'}`,
    version: 'npm --version',
    files: {'.npmrc': 'update-notifier=false\n'},
    run: [
      ...make(template),
      'cd app && npm run build',
      // Both as a static file and from the development server, which moves packages.
      `${OPEN} app/dist`,
      `${OPEN} app`,
    ],
  })),
];

/** Examples that need more than a processor and a network. */
const LEFT_OUT = ['tfjs-node', 'tfjs-node-gpu'];

/** Scripts among the examples: their lines are typed, and the last line of the output must be that of the README. */
const examples: Project[] = readdirSync(join(ROOT, 'examples'))
  .filter(name =>
    ['main.mjs', 'main.cjs', 'main.ts'].some(file => existsSync(join(ROOT, 'examples', name, file))),
  )
  .filter(name => !LEFT_OUT.includes(name))
  .map((name): Project => {
    const readme = readFileSync(join(ROOT, 'examples', name, 'README.md'), 'utf8');
    const block = (kind: string): string[] =>
      [...readme.matchAll(new RegExp(`^\`\`\`${kind}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(([, text = '']) =>
        text.trimEnd(),
      );
    const typed = (block('sh')[0] ?? '').split('\n').map(line => line.replace(' tfjs-alexnet ', ' TARBALL '));
    const last = block('text').at(-1)?.split('\n').at(-1) ?? '';
    return {
      id: `example-${name}`,
      group: 'Templates and examples',
      title: `[examples/${name}](../examples/${name}/README.md)`,
      version: 'npm --version',
      files: {'.npmrc': 'update-notifier=false\n'},
      run: [
        ...typed.slice(0, -1),
        `set -o pipefail; (${typed.at(-1) ?? ''}) | tee printed.txt && tail -n 1 printed.txt | grep -Fx '${last}'`,
      ],
    };
  });

export const CREATED_PROJECTS: readonly Project[] = [...templates, ...examples];

function version(): string {
  return (JSON.parse(readFileSync(join(CREATE, 'package.json'), 'utf8')) as {version: string}).version;
}
