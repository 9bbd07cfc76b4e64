/** Opens a page in a browser that no driver is needed for: the page itself sends what it found. */
import {spawn} from 'node:child_process';
import {existsSync, mkdtempSync, readdirSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {delimiter, join} from 'node:path';
import type {Left, PageRun} from './run-page';
import {startStaticServer} from './static-server';

/** Is put at the end of the page. */
const SEND = `<script>
const wait = setInterval(() => {
  if (globalThis.trained !== undefined) {
    clearInterval(wait);
    fetch('/result', {method: 'POST', body: JSON.stringify({...globalThis.trained, agent: navigator.userAgent})});
  }
}, 200);
</script>`;

type Browser = 'firefox' | 'webkit';

interface OpenOptions {
  isolated: boolean;
  path: string;
  timeoutMs: number;
}

/** Serves a folder, opens its page and waits for what the page sends. */
export async function openWithoutDriver(
  browser: Browser,
  root: string,
  options: OpenOptions,
): Promise<PageRun> {
  const profile = mkdtempSync(join(tmpdir(), 'tfjs-alexnet-browser-'));
  let received: (body: string) => void = () => undefined;
  const result = new Promise<string>(resolve => {
    received = resolve;
  });
  const server = await startStaticServer(root, {isolated: options.isolated, append: SEND, onPost: received});
  const [program = '', ...args] = lineOf(browser, profile, `${server.origin}${options.path}`);
  const env = {...process.env, HOME: profile, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1'};
  const child = spawn(program, args, {stdio: 'ignore', detached: true, env});
  let timer: NodeJS.Timeout | undefined;
  try {
    const noResult = new Promise<never>((_, fail) => {
      child.on('error', fail);
      timer = setTimeout(() => {
        fail(new Error('no result from the page'));
      }, options.timeoutMs);
    });
    const left = JSON.parse(await Promise.race([result, noResult])) as Left & {agent: string};
    if (left.value === undefined) {
      throw new Error(left.error);
    }
    return {trained: left.value, browser: nameOf(left.agent)};
  } finally {
    clearTimeout(timer);
    if (child.pid !== undefined) {
      process.kill(-child.pid, 'SIGTERM');
    }
    server.close();
    await new Promise(next => setTimeout(next, 500));
    rmSync(profile, {recursive: true, force: true, maxRetries: 5, retryDelay: 200});
  }
}

function lineOf(browser: Browser, profile: string, url: string): string[] {
  if (browser === 'firefox') {
    const firefox = find('firefox-esr') ?? find('firefox') ?? missing('firefox-esr');
    return [firefox, '--headless', '--no-remote', '--profile', profile, url];
  }
  const library = '/usr/lib/x86_64-linux-gnu';
  const folder = existsSync(library)
    ? readdirSync(library).find(name => existsSync(join(library, name, 'MiniBrowser')))
    : undefined;
  const miniBrowser =
    folder === undefined ? missing('webkit2gtk-driver') : join(library, folder, 'MiniBrowser');
  return [find('xvfb-run') ?? missing('xvfb xauth'), '-a', miniBrowser, url];
}

function find(program: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map(folder => join(folder, program)).find(path => existsSync(path));
}

function missing(packages: string): never {
  throw new Error(`the browser is not installed: apt-get install ${packages}`);
}

/** Such as `Firefox 140.0`. */
function nameOf(agent: string): string {
  return (/Firefox\/[\d.]+/.exec(agent) ?? /AppleWebKit\/[\d.]+/.exec(agent))?.[0].replace('/', ' ') ?? agent;
}
