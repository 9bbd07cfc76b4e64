/**
 * The service worker of `isolatePage`: a file of its own, which is copied to the folder of a page. It fetches every request of the
 * page from the network and adds the headers that allow threads to share memory. It caches nothing.
 *
 * @see https://github.com/gzuidhof/coi-serviceworker, the known form of this idea.
 */
interface Scope {
  skipWaiting(): Promise<void>;
  clients: {claim(): Promise<void>};
  addEventListener(
    kind: string,
    listener: (event: {
      request: Request;
      waitUntil(done: Promise<unknown>): void;
      respondWith(response: Promise<Response>): void;
    }) => void,
  ): void;
}

const scope = globalThis as unknown as Scope;

scope.addEventListener('install', event => {
  event.waitUntil(scope.skipWaiting());
});
scope.addEventListener('activate', event => {
  event.waitUntil(scope.clients.claim());
});
scope.addEventListener('fetch', event => {
  const {request} = event;
  // The developer tools of Chromium ask for these, and fetch refuses them.
  if (request.cache !== 'only-if-cached' || request.mode === 'same-origin') {
    event.respondWith(withHeaders(request));
  }
});

async function withHeaders(request: Request): Promise<Response> {
  const response = await fetch(request);
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
