import {readFile, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {checksFor} from '../core/check';
import {AlexNetError} from '../errors';
import {DirectoryLock} from '../disk/directory-lock.node.js';
import {buildBinding} from './build-binding.node.js';
import {checkTensorFlow} from './check-tensorflow.node.js';
import {fetchWheels} from './fetch-wheels.node.js';
import {findTools} from './find-tools.node.js';
import {findProjectRoot} from './project-root.node.js';
import {lastLines, runProcess, type RunProcess} from './run-process.node.js';
import {TENSORFLOW_RELEASES, TFJS_NODE_VERSION, type TensorFlowRelease} from './tensorflow-release';
import {brokenLibraries, unpackWheels} from './unpack-wheels.node.js';

/** The packages that can be set up. */
export const SETUP_PACKAGES = ['tfjs-node', 'tfjs-node-gpu'] as const;

/** Options of {@link setupTensorFlow}. */
export interface SetupTensorFlowOptions {
  /** Folder with the package.json to install into. Default: where this library finds TensorFlow.js. */
  directory?: string;
  /** Whether package.json gets the package as an optional dependency. Default true. */
  save?: boolean;
  /** Whether the ordinary install is left out, for TensorFlow 2.15 instead of its 2.9. Default false. */
  fromWheel?: boolean;
  /** Told at the beginning of each step, and each second while it runs. */
  onProgress?: (progress: SetupProgress) => void;
  /** Runs programs. Default: real ones. */
  run?: RunProcess;
  /** `platform-arch`. Default: of this machine. */
  machine?: string;
  /** The build of TensorFlow. Default: the one that is known for the package. */
  release?: TensorFlowRelease;
}

/** Which step a setup is at. */
export interface SetupProgress {
  task: string;
  /** From 1. */
  step: number;
  steps: number;
  /** Since the step began. */
  seconds: number;
}

/** Result of {@link setupTensorFlow}. */
export interface SetupTensorFlowReport {
  packageName: string;
  /** Path of the package. */
  path: string;
  /** Version of TensorFlow. */
  tensorflow: string;
  /** Origin: it was there and worked, by its own installer, or built against the library of a wheel. */
  source: 'already there' | 'installer' | 'wheel';
  /** Why its own installer was of no use. */
  installerFailure?: string;
}

/** Written last, so that it stands for a build that was completed. */
const RECORD = 'tfjs-alexnet-setup.json';
/** The installer downloads 100 MB, and hangs where its host is filtered. */
const INSTALLER_TIMEOUT_MS = 90_000;
const STEPS = 6;

/**
 * Installs native TensorFlow for `chooseBackend({prefer: 'node'})` and sees that it trains.
 *
 * First by its own installer; where that fails, which is often, the binding is built against the library inside
 * TensorFlow's Python wheel. Everything comes through npm and pip. What is there and works is left alone, what is broken
 * is repaired, and a setup that was killed resumes when it is run again.
 *
 * Pitfall: `npm ci` removes the build with node_modules; run the setup again then. `npm install` leaves it.
 *
 * @param packageName `tfjs-node`, or `tfjs-node-gpu` for NVIDIA GPUs.
 */
export async function setupTensorFlow(
  packageName: (typeof SETUP_PACKAGES)[number],
  options: SetupTensorFlowOptions = {},
): Promise<SetupTensorFlowReport> {
  const check = checksFor('setup');
  check.oneOf('package', packageName, SETUP_PACKAGES);
  check.knownKeys('option', options, [
    'directory',
    'save',
    'fromWheel',
    'onProgress',
    'run',
    'machine',
    'release',
  ]);
  const root = options.directory ?? findProjectRoot(here());
  const lock = await lockSetup(root);
  try {
    return await setUp(root, packageName, options);
  } finally {
    await lock.release();
  }
}

async function setUp(
  root: string,
  packageName: (typeof SETUP_PACKAGES)[number],
  options: SetupTensorFlowOptions,
): Promise<SetupTensorFlowReport> {
  const {save = true, fromWheel = false, run = runProcess, onProgress} = options;
  const path = join(root, 'node_modules', '@tensorflow', packageName);
  const {release = TENSORFLOW_RELEASES[packageName]} = options;
  const record = join(path, RECORD);
  const report = (tensorflow: string, source: SetupTensorFlowReport['source']): SetupTensorFlowReport => ({
    packageName: `@tensorflow/${packageName}`,
    path,
    tensorflow,
    source,
  });
  const step = async <T>(number: number, task: string, body: () => Promise<T>): Promise<T> => {
    const started = Date.now();
    const tell = (): void => {
      const seconds = Math.round((Date.now() - started) / 1000);
      onProgress?.({task, step: number, steps: STEPS, seconds});
    };
    tell();
    const timer = setInterval(tell, 1000);
    try {
      return await body();
    } finally {
      clearInterval(timer);
    }
  };

  const isInstalled = (await readVersion(path)) === TFJS_NODE_VERSION;
  const isBuilt = await readFile(record).then(
    () => true,
    () => false,
  );
  if (isInstalled) {
    const found = await step(1, 'trying what is there', async () => {
      const broken = isBuilt ? await brokenLibraries(release, join(path, 'deps')) : [];
      return broken.length > 0 ? undefined : await checkTensorFlow(path, run);
    });
    if (found?.works === true && (isBuilt || !fromWheel)) {
      return report(found.tensorflow, 'already there');
    }
  } else {
    await step(1, `installing @tensorflow/${packageName}`, () =>
      installPackage(root, packageName, save, run),
    );
  }

  let installerFailure = 'it was not tried';
  if (!fromWheel && !isBuilt) {
    const tried = await step(2, 'running its own installer', () =>
      tryInstaller(root, path, packageName, run),
    );
    if (tried.works) {
      return report(tried.tensorflow, 'installer');
    }
    installerFailure = tried.because;
  }
  checkMachine(options.machine ?? `${process.platform}-${process.arch}`, packageName, installerFailure);

  const tools = await findTools(run);
  const download = join(path, 'download');
  const bytes = release.wheels.reduce((sum, wheel) => sum + wheel.bytes, 0);
  const megabytes = Math.round(bytes / 1e6);
  await rm(record, {force: true});
  const deps = join(path, 'deps');
  if ((await brokenLibraries(release, deps)).length > 0) {
    const files = await step(3, `fetching TensorFlow ${release.version} (${megabytes} MB)`, () =>
      fetchWheels(release.wheels, {python: tools.python, directory: download, run}),
    );
    await step(4, 'unpacking its library', () =>
      unpackWheels(release, {python: tools.python, files, directory: deps, run}),
    );
  }
  await step(5, 'building the binding', () =>
    buildBinding({compiler: tools.compiler, packageDirectory: path, run}),
  );
  const built = await step(6, 'training a step with it', () => checkTensorFlow(path, run));
  if (!built.works) {
    throw new AlexNetError({
      code: 'unsupported',
      where: 'setup',
      problem: 'TensorFlow was built, but does not train.',
      expected: 'a loss that falls in one step',
      received: built.because,
      fix: `remove ${path} and run the setup again; if that does not help, the wasm backend needs no setup`,
    });
  }
  await rm(download, {recursive: true, force: true});
  await writeFile(record, `${JSON.stringify({tensorflow: built.tensorflow, tfjsNode: TFJS_NODE_VERSION})}\n`);
  return {...report(built.tensorflow, 'wheel'), installerFailure};
}

/** One setup at a time: two would unpack over each other. */
async function lockSetup(root: string): Promise<DirectoryLock> {
  try {
    return await DirectoryLock.acquire(join(root, 'node_modules', '.alexnet-setup'));
  } catch (error) {
    if (error instanceof AlexNetError && error.code === 'bad-state') {
      throw new AlexNetError({
        code: 'bad-state',
        where: 'setup',
        problem: 'another setup is running here.',
        expected: 'one at a time',
        received: error.received,
        fix: 'wait until it has ended',
        cause: error,
      });
    }
    throw error;
  }
}

async function readVersion(path: string): Promise<string | undefined> {
  try {
    const {version} = JSON.parse(await readFile(join(path, 'package.json'), 'utf8')) as {version?: string};
    return version;
  } catch {
    return undefined;
  }
}

/** The package without its installer: npm would take it away again where that fails. */
async function installPackage(
  root: string,
  packageName: string,
  save: boolean,
  run: RunProcess,
): Promise<void> {
  const {code, output} = await run(
    'npm',
    [
      ...[
        'install',
        ...(save ? ['--save-optional', '--save-exact'] : ['--no-save']),
        '--ignore-scripts',
        '--no-audit',
        '--no-fund',
      ],
      `@tensorflow/${packageName}@${TFJS_NODE_VERSION}`,
    ],
    {cwd: root},
  );
  if (code !== 0) {
    throw new AlexNetError({
      code: 'io',
      where: 'setup',
      problem: `npm could not install @tensorflow/${packageName}.`,
      expected: `version ${TFJS_NODE_VERSION} in ${root}`,
      received: lastLines(output),
      fix: 'look at what npm says; when that is mended, run the setup again',
    });
  }
}

async function tryInstaller(
  root: string,
  path: string,
  packageName: string,
  run: RunProcess,
): ReturnType<typeof checkTensorFlow> {
  const {code, output} = await run('npm', ['rebuild', `@tensorflow/${packageName}`], {
    cwd: root,
    timeoutMs: INSTALLER_TIMEOUT_MS,
  });
  const check = await checkTensorFlow(path, run);
  if (check.works || code === 0) {
    return check;
  }
  const cause = output.split('\n').find(line => /\bE[A-Z]{4,}\b|Error: /.test(line));
  const seconds = INSTALLER_TIMEOUT_MS / 1000;
  return {
    works: false,
    because: code === 124 ? `it did not end within ${seconds} s` : (cause ?? lastLines(output)).trim(),
  };
}

function checkMachine(machine: string, packageName: string, installerFailure: string): void {
  if (machine !== 'linux-x64') {
    throw new AlexNetError({
      code: 'unsupported',
      where: 'setup',
      problem: `the installer of @tensorflow/${packageName} failed, and a build without it is for Linux on x86-64 only.`,
      expected: 'linux-x64',
      received: `${machine}; the installer: ${installerFailure}`,
      fix: 'use the wasm backend, which needs no setup and trains as fast (--backend wasm)',
    });
  }
}

// CommonJS has __filename, ESM has import.meta.url; each build of this file has one of them.
function here(): string {
  return typeof __filename === 'string' ? __filename : import.meta.url;
}
