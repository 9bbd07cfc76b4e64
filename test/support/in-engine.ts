/** Runs a TypeScript file in a page of Firefox or WebKitGTK and returns what its default export returns. */
import {startEngine, type Engine, type EngineOptions} from './engine';
import {bundleForPage} from './in-page';
import {startPageServer} from './page-server';

export interface InEngineOptions extends EngineOptions {
  /** Whether the page is cross-origin isolated. */
  isolated: boolean;
  /** What the function is called with; JSON. */
  input?: unknown;
  /** Files that the page starts as workers, as in {@link bundleForPage}. */
  workers?: Readonly<Record<string, string>>;
  /** How long the page may take. */
  timeoutMs?: number;
}

/** What a page sends. */
type Sent<Result> = {value: Result} | {error: string};

/** Statements that call `run` and send what it returns or throws. */
const sending = (
  run: string,
): string => `const send = sent => fetch('/sent', {method: 'POST', body: JSON.stringify(sent)});
addEventListener('error', ({message}) => void send({error: message}));
(async () => ${run})().then(
  value => send({value}),
  error => send({error: error.message + '\\n' + error.stack}),
);`;

/**
 * Serves files, opens their `/index.html` in an engine, and returns what the expression `run`, a promise, becomes there.
 *
 * Throws what the page throws, or that the page sent nothing in time.
 */
export async function openInEngine<Result>(
  engine: Engine,
  site: {files: Record<string, string | Uint8Array>; folders?: Record<string, string>; run: string},
  options: InEngineOptions,
): Promise<Result> {
  const {isolated, timeoutMs = 300_000} = options;
  let receive: (body: string) => void = () => undefined;
  const received = new Promise<string>(resolve => {
    receive = resolve;
  });
  const page = `<script type="module">${sending(site.run)}</script>`;
  const {files, folders = {}} = site;
  const server = await startPageServer({
    files: {
      ...files,
      '/index.html': `${String(files['/index.html'] ?? '<!doctype html><title>test</title>')}${page}`,
    },
    folders,
    isolated,
    onPost: receive,
  });
  const {failed, close} = startEngine(engine, `${server.origin}/index.html`, options);
  let timer: NodeJS.Timeout | undefined;
  try {
    const late = new Promise<never>((_, fail) => {
      timer = setTimeout(() => {
        fail(new Error(`the page sent nothing in ${timeoutMs} ms`));
      }, timeoutMs);
    });
    const sent = JSON.parse(await Promise.race([received, failed, late])) as Sent<Result>;
    if ('error' in sent) {
      throw new Error(`in the page: ${sent.error}`);
    }
    return sent.value;
  } finally {
    clearTimeout(timer);
    await close();
    await server.close();
  }
}

/** Calls the default export of `file` in a page of an engine. */
export async function runInEngine<Result>(
  engine: Engine,
  file: string,
  options: InEngineOptions,
): Promise<Result> {
  const {input = null, workers = {}} = options;
  const files = await bundleForPage(file, workers);
  const run = `(await import('/page.js')).default(${JSON.stringify(input)})`;
  return await openInEngine<Result>(engine, {files, run}, options);
}
