/**
 * Firefox and WebKitGTK, started without a driver: the page itself sends its result to the server of the test. Where an
 * engine is not installed, the test is named as skipped.
 */
import {execFileSync, spawn} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {delimiter, dirname, join} from 'node:path';
import {findChromium} from './find-chromium';

export type Engine = 'firefox' | 'webkit';

/** Names as in tables. */
export const ENGINE_NAMES: Readonly<Record<Engine, string>> = {firefox: 'Firefox', webkit: 'WebKitGTK'};

export interface EngineOptions {
  /** Whether to switch on WebGL and WebGPU in software where the engine has them. Default false. */
  gpu?: boolean;
  /**
   * Whether WebKitGTK gets the switch of its engine that exposes SharedArrayBuffer, as coming versions will in isolated
   * pages (https://bugs.webkit.org/show_bug.cgi?id=317847). Default false: as it is installed.
   */
  sharedMemory?: boolean;
}

export interface StartedEngine {
  /** Rejects if the program cannot be started. */
  failed: Promise<never>;
  close: () => Promise<void>;
}

/** Why an engine cannot be started here, and what to type; undefined where it can. */
export function missingEngine(engine: Engine): string | undefined {
  if (process.env.ALEXNET_ENGINES === 'chromium') {
    return 'left out by ALEXNET_ENGINES=chromium';
  }
  if (engine === 'firefox') {
    return firefox() === undefined ? 'no firefox; apt-get install firefox-esr' : undefined;
  }
  return miniBrowser() === undefined || find('xvfb-run') === undefined
    ? 'no WebKitGTK; apt-get install webkit2gtk-driver xvfb xauth'
    : undefined;
}

/** Such as `Firefox 153.8.0esr`; read from the program, since the user agent of WebKit names no version. */
export function engineVersion(engine: Engine): string {
  const [program = '', ...args] =
    engine === 'firefox' ? [firefox() ?? '', '--version'] : webkitLine('--version');
  const said = execFileSync(program, args, {encoding: 'utf8'});
  return `${ENGINE_NAMES[engine]} ${/\d[\w.]*/.exec(said)?.[0] ?? ''}`.trim();
}

/** Opens a page in an engine with a profile of its own. */
export function startEngine(engine: Engine, url: string, options: EngineOptions = {}): StartedEngine {
  const missing = missingEngine(engine);
  if (missing !== undefined) {
    throw new Error(`the browser is not installed: ${missing}`);
  }
  const profile = mkdtempSync(join(tmpdir(), 'tfjs-alexnet-browser-'));
  const [program = '', ...args] = engine === 'firefox' ? firefoxLine(profile, url) : webkitLine(url);
  const child = spawn(program, args, {
    stdio: 'ignore',
    detached: true,
    env: {
      ...process.env,
      HOME: profile,
      ...(engine === 'firefox' ? softwareVulkan(profile, options) : webkitVariables(options)),
    },
  });
  const ended = new Promise<void>(end =>
    child.once('close', () => {
      end();
    }),
  );
  const failed = new Promise<never>((_, fail) => {
    child.once('error', fail);
  });
  // A caller that does not wait for it has no result.
  failed.catch(() => undefined);
  return {
    failed,
    close: async () => {
      if (child.pid !== undefined) {
        process.kill(-child.pid, 'SIGTERM');
        await ended;
      }
      // Processes of the engine may write to it until they end.
      rmSync(profile, {recursive: true, force: true, maxRetries: 10, retryDelay: 200});
    },
  };
}

const FIREFOX_SETTINGS = {
  'webgl.force-enabled': true,
  'dom.webgpu.enabled': true,
  'dom.webgpu.workers.enabled': true,
  'gfx.webgpu.ignore-blocklist': true,
};

function firefox(): string | undefined {
  return find('firefox-esr') ?? find('firefox');
}

/** On a virtual screen where there is one: without a screen Firefox has no WebGL. */
function firefoxLine(profile: string, url: string): string[] {
  const lines = Object.entries(FIREFOX_SETTINGS).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${value});\n`,
  );
  writeFileSync(join(profile, 'user.js'), lines.join(''));
  const screen = find('xvfb-run');
  return [
    ...(screen === undefined ? [] : [screen, '-a']),
    firefox() ?? '',
    ...(screen === undefined ? ['--headless'] : []),
    ...['--no-remote', '--profile', profile, url],
  ];
}

/** Vulkan in software from the folder of chromium, for the WebGPU of Firefox. */
function softwareVulkan(profile: string, {gpu = false}: EngineOptions): Record<string, string> {
  const folders = [...new Set(['/usr/lib/chromium', dirname(findChromium() ?? '')])];
  const folder = folders.find(place => existsSync(join(place, 'vk_swiftshader_icd.json')));
  if (!gpu || folder === undefined) {
    return {};
  }
  // Only this library: chromium's others would stand in front of those for WebGL.
  const library = join(profile, 'vulkan');
  mkdirSync(library);
  symlinkSync(join(folder, 'libvulkan.so.1'), join(library, 'libvulkan.so.1'));
  return {LD_LIBRARY_PATH: library, VK_ICD_FILENAMES: join(folder, 'vk_swiftshader_icd.json')};
}

const LIBRARIES = '/usr/lib/x86_64-linux-gnu';

function miniBrowser(): string | undefined {
  const folders = existsSync(LIBRARIES) ? readdirSync(LIBRARIES) : [];
  return folders.map(name => join(LIBRARIES, name, 'MiniBrowser')).find(path => existsSync(path));
}

function webkitLine(url: string): string[] {
  return [find('xvfb-run') ?? '', '-a', miniBrowser() ?? '', url];
}

function webkitVariables({sharedMemory = false}: EngineOptions): Record<string, string> {
  return {
    WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
    // Without a language `navigator.language` is "c", which Intl refuses.
    LANG: 'en_US.UTF-8',
    ...(sharedMemory ? {JSC_useSharedArrayBuffer: '1'} : {}),
  };
}

function find(program: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map(folder => join(folder, program)).find(path => existsSync(path));
}
