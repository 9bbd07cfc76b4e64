/**
 * The service worker of the built page. It does two things: it keeps the files of the page, so that the page opens without a network, and
 * it adds the two headers that allow threads to share memory, for static hosts that cannot send them.
 *
 * It takes control at once and keeps files only when the page asks for it: otherwise the first visit would wait for all of them.
 */

/** Names of all files of the page, and a hash of their content; build/offline-files.ts sets both. */
declare const FILES: readonly string[];
declare const VERSION: string;

interface WaitingEvent {
  waitUntil(done: Promise<unknown>): void;
}
interface MessageToWorker extends WaitingEvent {
  data: unknown;
  ports: readonly MessagePort[];
}
interface FetchEventLike {
  request: Request;
  respondWith(response: Promise<Response>): void;
}
interface Scope {
  registration: {scope: string};
  skipWaiting(): Promise<void>;
  clients: {claim(): Promise<void>};
  addEventListener(kind: 'install' | 'activate', listener: (event: WaitingEvent) => void): void;
  addEventListener(kind: 'message', listener: (event: MessageToWorker) => void): void;
  addEventListener(kind: 'fetch', listener: (event: FetchEventLike) => void): void;
}
const scope = globalThis as unknown as Scope;

/** The page of a navigation, which may be to the folder. */
const PAGE = 'index.html';
/** Other pages of this origin have caches too. */
const prefix = `page ${scope.registration.scope} `;
const cacheName = `${prefix}${VERSION}`;

scope.addEventListener('install', event => {
  event.waitUntil(scope.skipWaiting());
});

scope.addEventListener('activate', event => {
  event.waitUntil(scope.clients.claim());
});

scope.addEventListener('message', event => {
  if (event.data === 'keep') {
    const done = keepFiles().then(() => 'kept', String);
    event.waitUntil(done.then(result => event.ports[0]?.postMessage(result)));
  }
});

scope.addEventListener('fetch', event => {
  const {request} = event;
  // The developer tools of Chromium ask for these, and fetch refuses them.
  if (request.cache !== 'only-if-cached' || request.mode === 'same-origin') {
    event.respondWith(respond(request).then(withHeaders));
  }
});

/** Fetches the files that are not kept yet, and removes those of all versions but this one and the one before. */
async function keepFiles(): Promise<void> {
  const cache = await caches.open(cacheName);
  for (const name of FILES) {
    if ((await cache.match(addressOf(name))) === undefined) {
      // Files with a hash in their name never change, so those that the page has loaded come from the browser's cache.
      await cache.add(new Request(addressOf(name), {cache: name === PAGE ? 'reload' : 'default'}));
    }
  }
  const own = (await caches.keys()).filter(name => name.startsWith(prefix) && name !== cacheName);
  // A tab that was opened before an update loads the rest of its files from the version before.
  await Promise.all(own.slice(0, -1).map(name => caches.delete(name)));
}

async function respond(request: Request): Promise<Response> {
  const url = new URL(request.url);
  const name = url.href.startsWith(scope.registration.scope)
    ? url.href.slice(scope.registration.scope.length).replace(/[?#].*$/, '')
    : undefined;
  if (request.method !== 'GET' || name === undefined) {
    return fetch(request);
  }
  if (request.mode === 'navigate' || name === PAGE) {
    return newestPage(request, name);
  }
  return (await kept(request.url)) ?? fetch(request);
}

/** The page from the network, so that an update is seen at once; without a network the kept one. */
async function newestPage(request: Request, name: string): Promise<Response> {
  const isPage = name === '' || name === PAGE;
  let problem: unknown;
  try {
    const response = await fetch(request);
    if (response.status < 500 || !isPage) {
      return response;
    }
    problem = new Error(`the server sent status ${response.status}`);
  } catch (error) {
    problem = error;
  }
  const page = isPage ? await kept(addressOf(PAGE)) : undefined;
  if (page === undefined) {
    throw problem;
  }
  return page;
}

/** A kept file, of this version or of the one before. */
async function kept(address: string): Promise<Response | undefined> {
  const names = (await caches.keys()).filter(name => name.startsWith(prefix)).sort(ownFirst);
  for (const name of names) {
    const found = await (await caches.open(name)).match(address);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

function ownFirst(a: string, b: string): number {
  return Number(b === cacheName) - Number(a === cacheName);
}

function addressOf(name: string): string {
  return new URL(name, scope.registration.scope).href;
}

function withHeaders(response: Response): Response {
  if (response.status === 0) {
    // An opaque response of another origin cannot be changed.
    return response;
  }
  const headers = new Headers(response.headers);
  headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  headers.set('Cross-Origin-Embedder-Policy', 'require-corp');
  const {status, statusText} = response;
  // A response with one of these has no body.
  const body = [204, 205, 304].includes(status) ? null : response.body;
  return new Response(body, {status, statusText, headers});
}
export {};
