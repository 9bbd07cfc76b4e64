// @isolated: resets modules.
import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest';

type Listener = (event: object) => void;

describe('the service worker of isolatePage', () => {
  const listeners = new Map<string, Listener>();
  const answer = async (request: object): Promise<Response | undefined> => {
    let answered: Promise<Response> | undefined;
    listeners.get('fetch')?.({request, respondWith: (response: Promise<Response>) => (answered = response)});
    return answered;
  };

  beforeEach(async () => {
    listeners.clear();
    vi.stubGlobal('addEventListener', (kind: string, listener: Listener) => listeners.set(kind, listener));
    vi.resetModules();
    await import('../../../../src/trainer/page/isolation-worker');
  });
  afterEach(() => vi.unstubAllGlobals());

  it('adds the two headers to responses of the network, and changes nothing else', async () => {
    vi.stubGlobal('fetch', () =>
      Promise.resolve(new Response('text', {status: 203, headers: {'Content-Type': 'text/html'}})),
    );
    const response = await answer({mode: 'navigate'});
    expect([response?.status, await response?.text(), Object.fromEntries(response?.headers ?? [])]).toEqual([
      203,
      'text',
      {
        'content-type': 'text/html',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-embedder-policy': 'require-corp',
      },
    ]);
  });

  it('hands on responses without a body, opaque ones, and requests that fetch refuses', async () => {
    vi.stubGlobal('fetch', () => Promise.resolve(new Response(null, {status: 304})));
    expect((await answer({mode: 'cors'}))?.status).toBe(304);
    const opaque = Response.error();
    vi.stubGlobal('fetch', () => Promise.resolve(opaque));
    expect(await answer({mode: 'no-cors'})).toBe(opaque);
    expect(await answer({mode: 'cors', cache: 'only-if-cached'})).toBe(undefined);
  });
});
