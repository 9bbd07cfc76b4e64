/** Opens a page in a browser that no driver is needed for: the page itself sends what it found. */
import {engineVersion, startEngine, type Engine, type EngineOptions} from '../../test/support/engine';
import type {Left, PageRun} from './run-page';
import {startStaticServer} from './static-server';

/** Is put at the end of the page. */
const SEND = `<script>
const wait = setInterval(() => {
  if (globalThis.trained !== undefined) {
    clearInterval(wait);
    fetch('/result', {method: 'POST', body: JSON.stringify(globalThis.trained)});
  }
}, 200);
</script>`;

interface OpenOptions extends EngineOptions {
  isolated: boolean;
  path: string;
  timeoutMs: number;
}

/** Serves a folder, opens its page and waits for what the page sends. */
export async function openWithoutDriver(
  engine: Engine,
  root: string,
  {isolated, path, timeoutMs, ...options}: OpenOptions,
): Promise<PageRun> {
  let received: (body: string) => void = () => undefined;
  const result = new Promise<string>(resolve => {
    received = resolve;
  });
  const server = await startStaticServer(root, {isolated, append: SEND, onPost: received});
  const {failed, close} = startEngine(engine, `${server.origin}${path}`, options);
  let timer: NodeJS.Timeout | undefined;
  try {
    const noResult = new Promise<never>((_, fail) => {
      timer = setTimeout(() => {
        fail(new Error('no result from the page'));
      }, timeoutMs);
    });
    const left = JSON.parse(await Promise.race([result, failed, noResult])) as Left;
    if (left.value === undefined) {
      throw new Error(left.error);
    }
    return {trained: left.value, browser: engineVersion(engine)};
  } finally {
    clearTimeout(timer);
    server.close();
    await close();
  }
}
