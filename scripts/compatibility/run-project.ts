/** Makes a project in a folder, installs the packed package in it, runs it, and says whether it trained as Node does. */
import {execFileSync, spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {delimiter, dirname, join} from 'node:path';
import {INSTALL, type Project, type Row} from './project';
import {runPage} from './run-page';
import {difference, findTrained, type Trained} from './training';

export interface RunContext {
  /** Folder in which projects are made. */
  folder: string;
  /** The packed package. */
  tarball: string;
  /** Folder of a few photos in two classes. */
  photos: string;
  /** What every project has to find; undefined for the first one. */
  reference: Trained | undefined;
  log: (line: string) => void;
}

/** What npm does not install for the package: the peers. */
export const PEERS = '@tensorflow/tfjs-core@4 @tensorflow/tfjs-layers@4';
/** What a bundler says of code that it cannot follow. */
const WARNING = /critical dependency|the request of a dependency is an expression/i;

/** Runs a project and returns its row. Its folder is left where it does not work. */
export async function runProject(project: Project, context: RunContext): Promise<Row> {
  const folder = join(context.folder, project.id);
  rmSync(folder, {recursive: true, force: true});
  mkdirSync(folder, {recursive: true});
  for (const [path, text] of Object.entries(project.files)) {
    mkdirSync(dirname(join(folder, path)), {recursive: true});
    writeFileSync(join(folder, path), text);
  }
  if (Object.keys(project.files).length > 0) {
    const manifest = {name: `tried-${project.id}`, version: '1.0.0', private: true, ...project.manifest};
    writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  }
  const env = environment(project, context.folder);
  const fill = (line: string): string =>
    line
      .replaceAll('TARBALL', context.tarball)
      .replaceAll('PHOTOS', context.photos)
      .replaceAll('PACKAGES', (project.packages ?? []).join(' '))
      .replaceAll('PEERS', PEERS);
  const shell = (line: string): string => {
    context.log(`  $ ${line}`);
    const {status, stdout, stderr} = spawnSync(line, {
      ...{cwd: folder, shell: '/bin/bash', encoding: 'utf8', env, timeout: 600_000, maxBuffer: 1e8},
    });
    if (status !== 0) {
      throw new Error(`${line} ended with ${status ?? 'a signal'}: ${`${stdout}\n${stderr}`.slice(-3000)}`);
    }
    return `${stdout}\n${stderr}`;
  };
  const row: Row = {id: project.id, works: false, version: ''};
  try {
    row.version = project.version === undefined ? '' : (shell(project.version).trim().split('\n')[0] ?? '');
    const said = project.run.map(line =>
      line === INSTALL ? installOnce(project, context, folder, () => shell(fill(line))) : shell(fill(line)),
    );
    row.version = project.version === undefined ? installedVersion(project, folder) : row.version;
    const warning = said
      .join('\n')
      .split('\n')
      .find(line => WARNING.test(line));
    if (warning !== undefined) {
      throw new Error(`a warning of the bundler: ${warning}`);
    }
    const found = said.map(text => findTrained(text)).filter(result => result !== undefined);
    if (project.page !== undefined) {
      const {trained, bytes, browser} = await runPage(project.page, folder);
      found.push(trained);
      row.version = project.group === 'Browsers' ? browser : row.version;
      // What a worker fetches is not counted.
      if (bytes !== undefined && project.page.folder !== undefined && !project.id.includes('worker')) {
        row.bytes = bytes;
      }
    }
    const wrong = found.map(result =>
      context.reference === undefined ? undefined : difference(result, context.reference),
    );
    const problem = wrong.find(text => text !== undefined);
    if (problem !== undefined) {
      throw new Error(problem);
    }
    const threads = found.flatMap(result => result.threads ?? []);
    if (threads.length > 0) {
      row.threads = Math.min(...threads);
    }
    row.works = true;
    rmSync(folder, {recursive: true, force: true});
  } catch (error) {
    row.note = error instanceof Error ? error.message : String(error);
  }
  return row;
}

function installOnce(
  project: Project,
  {folder, tarball}: RunContext,
  here: string,
  install: () => string,
): string {
  // Another packed package has another folder.
  const name = [statSync(tarball).mtimeMs, ...(project.packages ?? [])].join('+').replaceAll('/', '-');
  const kept = join(folder, 'installed', name);
  const copy = (from: string, to: string): void => {
    execFileSync('cp', ['-al', join(from, 'node_modules'), join(to, 'node_modules')]);
  };
  if (existsSync(kept)) {
    copy(kept, here);
    return '';
  }
  const said = install();
  mkdirSync(kept, {recursive: true});
  copy(here, kept);
  return said;
}

/** Installs the tools that a project needs, once, and puts their folders first in the path. */
function environment(project: Project, folder: string): NodeJS.ProcessEnv {
  const paths = (project.tools ?? []).map(tool => {
    const place = join(folder, 'tools', tool.replaceAll('/', '+'));
    const bin = join(place, 'node_modules/.bin');
    if (!existsSync(bin)) {
      mkdirSync(place, {recursive: true});
      writeFileSync(join(place, 'package.json'), '{"private": true}\n');
      const {status, stderr} = spawnSync('npm', ['install', '--no-audit', '--no-fund', tool], {
        ...{cwd: place, encoding: 'utf8'},
      });
      if (status !== 0) {
        throw new Error(`${tool} cannot be installed: ${stderr}`);
      }
    }
    return bin;
  });
  const {PATH = '', ...rest} = process.env;
  const ours = Object.entries(rest).filter(
    ([name]) => !/^npm_(config_user_agent|execpath|command|lifecycle|package)/.test(name),
  );
  return {
    ...Object.fromEntries(ours),
    PATH: [...paths, PATH].join(delimiter),
    CI: '1',
    YARN_ENABLE_IMMUTABLE_INSTALLS: 'false',
    NODE_NO_WARNINGS: '1',
  };
}

function installedVersion({packages = []}: Project, folder: string): string {
  const name = packages[0]?.replace(/(?<=.)@[^/]*$/, '');
  if (name === undefined) {
    return '';
  }
  const {stdout} = spawnSync(
    process.execPath,
    ['-p', `require('./node_modules/${name}/package.json').version`],
    {
      ...{cwd: folder, encoding: 'utf8'},
    },
  );
  return stdout.trim();
}
