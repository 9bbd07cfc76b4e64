/**
 * The package as it would be published, and its installation in empty folders without the network: the package is unpacked,
 * and what npm would install beside it is linked from node_modules of this repository.
 */
import {execFile} from 'node:child_process';
import {existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync} from 'node:fs';
import {dirname, join, relative, resolve} from 'node:path';
import {promisify} from 'node:util';
import {builtCommand} from './command';

const run = promisify(execFile);
const ROOT = resolve(import.meta.dirname, '../..');

/** Fields of a package.json that an installation reads. */
interface Manifest {
  name: string;
  bin?: string | Record<string, string>;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  peerDependenciesMeta?: Record<string, {optional?: boolean}>;
}

/** Packs the package of a folder, by default this one, and returns the path of the tarball in `destination`. */
export async function packPackage(destination: string, folder = ROOT): Promise<string> {
  await builtCommand();
  const {stdout} = await run(
    'npm',
    ['pack', '--json', '--ignore-scripts', '--pack-destination', destination],
    {
      cwd: folder,
      maxBuffer: 1e8,
    },
  );
  const [{filename = ''} = {}] = JSON.parse(stdout) as {filename?: string}[];
  return join(destination, filename);
}

/** Unpacks a tarball of npm into `folder` and returns the folder of the package. */
export async function unpackPackage(tarball: string, folder: string): Promise<string> {
  mkdirSync(folder, {recursive: true});
  await run('tar', ['-xzf', tarball, '-C', folder]);
  return join(folder, 'package');
}

/**
 * Does in `folder` what `npm install NAMES` would do: the packages, all that they depend on, peers that are not optional,
 * and the links of their programs. `unpacked` has the folders of packages that do not come from this repository.
 *
 * `leftOut` are packages that cannot be installed. A package that nobody named is not there: an import that a list of packages forgot fails as it would for a user.
 */
export async function installLinked(
  names: readonly string[],
  folder: string,
  unpacked: Readonly<Record<string, string>>,
  {leftOut = []}: {leftOut?: readonly string[]} = {},
): Promise<void> {
  const modules = join(folder, 'node_modules');
  const installed = new Set<string>();
  const queue = names.map(name => ({name, isOptional: false}));
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const {name, isOptional} = next;
    const source = unpacked[name] ?? join(ROOT, 'node_modules', name);
    if (installed.has(name) || leftOut.includes(name) || (isOptional && !existsSync(source))) {
      continue;
    }
    if (!existsSync(source)) {
      throw new Error(`${name} is not installed in this repository: npm i --save-dev ${name}`);
    }
    installed.add(name);
    mkdirSync(dirname(join(modules, name)), {recursive: true});
    await link(source, join(modules, name));
    for (const place of [source, ...nestedPackages(source)]) {
      const {
        dependencies,
        optionalDependencies,
        peerDependencies,
        peerDependenciesMeta = {},
      } = readManifest(place);
      const optional = Object.keys(optionalDependencies ?? {});
      const needed = [
        ...Object.keys(dependencies ?? {}).filter(other => !optional.includes(other)),
        ...Object.keys(peerDependencies ?? {}).filter(
          other => peerDependenciesMeta[other]?.optional !== true,
        ),
      ].filter(other => !existsSync(join(source, 'node_modules', other)));
      queue.push(
        ...needed.map(other => ({name: other, isOptional: false})),
        ...optional.map(other => ({name: other, isOptional: true})),
      );
    }
    linkPrograms(modules, name);
  }
}

/** Hard links; copies where the folders are on two disks. */
async function link(source: string, target: string): Promise<void> {
  await run('cp', ['-al', `${source}/.`, target]).catch(() => run('cp', ['-a', `${source}/.`, target]));
}

function nestedPackages(folder: string): string[] {
  const modules = join(folder, 'node_modules');
  const names = existsSync(modules) ? readdirSync(modules) : [];
  return names
    .flatMap(name =>
      name.startsWith('@') ? readdirSync(join(modules, name)).map(inner => join(name, inner)) : [name],
    )
    .map(name => join(modules, name))
    .filter(place => existsSync(join(place, 'package.json')));
}

function linkPrograms(modules: string, name: string): void {
  const {bin = {}} = readManifest(join(modules, name));
  const programs = typeof bin === 'string' ? {[name.replace(/^.*\//, '')]: bin} : bin;
  mkdirSync(join(modules, '.bin'), {recursive: true});
  for (const [program, file] of Object.entries(programs)) {
    const place = join(modules, '.bin', program);
    if (!existsSync(place)) {
      symlinkSync(relative(dirname(place), join(modules, name, file)), place);
    }
  }
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}
