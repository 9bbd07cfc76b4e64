/** `npm create tfjs-alexnet`: the questions, what it refuses, and a project that it makes, from the packed packages. */
import {execFile} from 'node:child_process';
import {existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync} from 'node:fs';
import {dirname, join, resolve} from 'node:path';
import {PassThrough} from 'node:stream';
import {promisify} from 'node:util';
import {beforeAll, describe, expect, it} from 'vitest';
import {main} from '../../packages/create-tfjs-alexnet/src/main.mjs';
import {
  createLine,
  nextLines,
  packageManager,
} from '../../packages/create-tfjs-alexnet/src/package-manager.mjs';
import {TEMPLATES, TEMPLATES_FOLDER} from '../../packages/create-tfjs-alexnet/src/templates.mjs';
import {packageName, writeProject} from '../../packages/create-tfjs-alexnet/src/write-project.mjs';
import {installLinked, packPackage, unpackPackage} from '../support/packed-package';
import {temporaryDirectory} from '../support/temporary-directory';

const run = promisify(execFile);
const ROOT = resolve(import.meta.dirname, '../..');
const PACKAGE = join(ROOT, 'packages/create-tfjs-alexnet');

interface Manifest {
  name: string;
  version: string;
  engines?: unknown;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
}

const readManifest = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;

/** Runs the program as in a terminal where these lines are typed, each after a question; without lines there is no terminal. */
async function runMain(
  args: string[],
  typed?: string[],
  userAgent = 'npm/10.8.2 node/v20.20.2 linux x64',
): Promise<{code: number; output: string; errors: string}> {
  const input = Object.assign(new PassThrough(), {isTTY: typed !== undefined});
  const [output, errors] = [new PassThrough(), new PassThrough()];
  const said = {output: '', errors: ''};
  const lines = [...(typed ?? [])];
  output.on('data', part => {
    said.output += String(part);
    if (/\): $/.test(said.output)) {
      const line = lines.shift();
      if (line === undefined) {
        input.end();
      } else {
        input.write(`${line}\n`);
      }
    }
  });
  errors.on('data', part => (said.errors += String(part)));
  const code = await main(args, {input, output, errors, userAgent});
  return {code, ...said};
}

describe('npm create tfjs-alexnet', () => {
  it('prints the lines of the package manager that runs it', () => {
    expect(packageManager('npm/10.8.2 node/v20.20.2 linux x64 workspaces/false')).toBe('npm');
    expect(packageManager('pnpm/10.2.0 npm/? node/v20.20.2 linux x64')).toBe('pnpm');
    expect(packageManager('yarn/4.18.1 npm/? node/v20.20.2 linux x64')).toBe('yarn');
    expect(packageManager('bun/1.4.5 npm/? node/v24.3.0 linux x64')).toBe('bun');
    expect(packageManager(undefined)).toBe('npm');
    expect(packageManager('another/1.0')).toBe('npm');
    expect(nextLines('npm', 'my-app', 'start')).toEqual(['cd my-app', 'npm install', 'npm start']);
    expect(nextLines('pnpm', 'a b', 'dev')).toEqual(['cd "a b"', 'pnpm install', 'pnpm run dev']);
    // `bun start` is no command of Bun.
    expect(nextLines('bun', '.', 'start')).toEqual(['bun install', 'bun run start']);
  });

  it.each(['npm', 'pnpm', 'yarn', 'bun'])(
    'names %s in every line to type where it runs the program',
    async manager => {
      const agent = `${manager}/10.0.0 npm/? node/v20.20.2 linux x64`;
      const folder = temporaryDirectory();
      const said = [
        (await runMain([join(folder, 'app'), '--template', 'vite'], undefined, agent)).output,
        (await runMain(['--help'], undefined, agent)).output,
        (await runMain([], undefined, agent)).errors,
        (await runMain([folder, '--template', 'vite'], undefined, agent)).errors,
      ];
      const named = said.map(text => [...text.matchAll(/\b(npm|pnpm|yarn|bun) (?:create|install|run)\b/g)]);
      expect(named.map(lines => lines.length > 0)).toEqual([true, true, true, true]);
      expect(new Set(named.flat().map(([, name]) => name))).toEqual(new Set([manager]));
      // npm alone takes the options of another program after a separator.
      const line = `${manager} create tfjs-alexnet my-app ${manager === 'npm' ? '-- ' : ''}--template`;
      expect(said[2]).toContain(line);
      expect(createLine(manager, 'my app')).toBe(`${manager} create tfjs-alexnet "my app"`);
    },
  );

  it('writes nothing to a folder that is not empty, and names the line to type', async () => {
    const folder = temporaryDirectory();
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    const {code, errors} = await runMain([folder, '--template', 'node']);
    expect(code).toBe(1);
    expect(errors).toContain('is not empty (1 entries, the first is notes.txt)');
    expect(errors).toContain('npm create tfjs-alexnet my-app');
    expect(readdirSync(folder)).toEqual(['notes.txt']);
    const file = await runMain([join(folder, 'notes.txt'), '--template', 'node']);
    expect([file.code, file.errors]).toEqual([1, expect.stringContaining('is a file')]);
  });

  it('takes a folder in which there is only a repository', async () => {
    const folder = temporaryDirectory();
    mkdirSync(join(folder, '.git'));
    expect((await runMain([folder, '-t', 'vite'])).code).toBe(0);
    expect(readdirSync(folder)).toContain('index.html');
  });

  it('asks for what was not given, again after another word', async () => {
    const folder = join(temporaryDirectory(), 'My Photos');
    const {code, output} = await runMain([], [folder, 'angular', 'React']);
    expect(code).toBe(0);
    expect(output).toContain('Type a number from 1 to 3.');
    expect(output).toContain('npm run dev');
    expect(readManifest(folder).name).toBe('my-photos');
    expect(existsSync(join(folder, 'src/App.jsx'))).toBe(true);
    const second = join(temporaryDirectory(), 'second');
    expect((await runMain([second], [''])).code).toBe(0);
    expect(existsSync(join(second, 'train.js'))).toBe(true);
  });

  it('writes nothing where the questions are left', async () => {
    const folder = join(temporaryDirectory(), 'app');
    expect((await runMain([folder], [])).code).toBe(130);
    expect(existsSync(folder)).toBe(false);
  });

  it.each([
    [[], 'without a terminal nothing can be asked'],
    [['app', '--template', 'angular'], 'There is no template "angular", only node, vite, react.'],
    [['app', '--tempate', 'vite'], '--tempate'],
    [['app', 'other', '--template', 'vite'], 'One folder is expected, and 2 were given'],
  ])('calls %j wrong usage and prints a line that works', async (args, problem) => {
    const {code, errors} = await runMain(args);
    expect(code).toBe(2);
    expect(errors).toContain(problem);
    expect(errors).toContain('npm create tfjs-alexnet my-app -- --template node|vite|react');
  });

  it('makes names that npm accepts', () => {
    expect(packageName('/tmp/Cats & Dogs')).toBe('cats-dogs');
    expect(packageName('/tmp/.hidden')).toBe('hidden');
    expect(packageName('/tmp/日本')).toBe('alexnet-app');
    expect(packageName('node_modules')).toBe('alexnet-app');
  });
});

describe('templates', () => {
  const root = readManifest(ROOT);
  const names = TEMPLATES.map(({name}) => name);
  const projects = temporaryDirectory();
  /** The project that each template makes. */
  const projectOf = (name: string): string => join(projects, name);
  const filesOf = (name: string): string[] =>
    readdirSync(projectOf(name), {recursive: true, encoding: 'utf8'});
  beforeAll(async () => {
    for (const template of TEMPLATES) {
      await writeProject(template, projectOf(template.name));
    }
  });
  const packagesOf = ({dependencies, devDependencies}: Manifest): Record<string, string> => ({
    ...dependencies,
    ...devDependencies,
  });

  it('are all there, and the package has the version of tfjs-alexnet', () => {
    expect(readdirSync(TEMPLATES_FOLDER).sort()).toEqual(
      [...new Set(TEMPLATES.flatMap(({folders}) => folders))].sort(),
    );
    const {version, engines} = readManifest(PACKAGE);
    expect({version, engines}).toEqual({version: root.version, engines: root.engines});
  });

  it.each(names)('%s names the versions that this repository is tested with', template => {
    const packages = packagesOf(readManifest(projectOf(template)));
    const here = {...packagesOf(root), ...root.peerDependencies, 'tfjs-alexnet': `^${root.version}`};
    const known = Object.entries(packages).filter(([name]) => name in here);
    expect(known).toEqual(known.map(([name]) => [name, here[name as keyof typeof here]]));
    expect(known.map(([name]) => name)).toEqual(
      expect.arrayContaining(['@tensorflow/tfjs-core', '@tensorflow/tfjs-layers', 'tfjs-alexnet']),
    );
  });

  it.each(names)(
    '%s imports only what its package.json names, and names its scripts in its README',
    template => {
      const folder = projectOf(template);
      const packages = Object.keys(packagesOf(readManifest(folder)));
      const imported = filesOf(template)
        .filter(name => /\.jsx?$/.test(name))
        .flatMap(name => [...readFileSync(join(folder, name), 'utf8').matchAll(/from '([^.'][^']*)'/g)])
        .map(([, from = '']) => from)
        .filter(from => !from.startsWith('node:'))
        .map(from =>
          from
            .split('/')
            .slice(0, from.startsWith('@') ? 2 : 1)
            .join('/'),
        );
      expect(imported.length).toBeGreaterThan(0);
      for (const name of filesOf(template).filter(name => /\.jsx?$/.test(name))) {
        for (const [, own = ''] of readFileSync(join(folder, name), 'utf8').matchAll(
          /['"](\.\.?\/[^'"]+)['"]/g,
        )) {
          expect(existsSync(join(folder, dirname(name), own)), `${name}: ${own}`).toBe(true);
        }
      }
      expect(imported.filter(name => !packages.includes(name))).toEqual([]);
      const {script} = TEMPLATES.find(({name}) => name === template)!;
      const readme = readFileSync(join(folder, 'README.md'), 'utf8');
      expect(readme).toContain(`npm install\n${nextLines('npm', '.', script)[1]}\n`);
      expect(filesOf(template)).toContain('.gitignore');
    },
  );

  it('node trains and predicts, from the packed packages', async () => {
    const folder = temporaryDirectory();
    const unpacked = await unpackPackage(await packPackage(folder), join(folder, 'library'));
    const program = await unpackPackage(await packPackage(folder, PACKAGE), join(folder, 'program'));
    const {stdout} = await run(
      process.execPath,
      [join(program, 'src/start.mjs'), 'app', '--template', 'node'],
      {cwd: folder, env: {...process.env, npm_config_user_agent: 'npm/10.8.2 node/v20.20.2'}},
    );
    expect(stdout).toContain('  cd app\n  npm install\n  npm start\n');
    const app = join(folder, 'app');
    await installLinked(Object.keys(readManifest(app).dependencies ?? {}), app, {'tfjs-alexnet': unpacked});
    // As it stands it trains for half a minute; a few steps show the same here.
    const short = readFileSync(join(app, 'train.js'), 'utf8')
      .replace('DRAWN = 400', 'DRAWN = 20')
      .replace('EPOCHS = 16', 'EPOCHS = 2');
    writeFileSync(join(app, 'train.js'), short);
    const trained = await run('npm', ['start'], {cwd: app});
    expect(trained.stdout).toMatch(/Validation accuracy \d+\.\d % \(4 photos\)\./);
    expect(existsSync(join(app, 'model/report.html'))).toBe(true);
    // Once more: the run is complete and nothing is lost.
    expect((await run('npm', ['start'], {cwd: app})).stdout).toContain('Validation accuracy');
    const predicted = await run('npm', ['run', 'predict', '--', 'photos/cat/cat.00.jpg'], {cwd: app});
    expect(predicted.stdout).toContain('cat');
  }, 180_000);
});
