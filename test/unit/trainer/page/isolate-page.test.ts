import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest';
import {isolatePage} from '../../../../src/trainer/page/isolate-page';
import {expectAlexNetError} from '../../../support/matchers';

/** A page that is not isolated, with a service worker that becomes active. */
function stubPage(state = 'activated'): {registered: string[]; reloads: () => number} {
  const registered: string[] = [];
  let reloads = 0;
  const stored = new Map<string, string>();
  vi.stubGlobal('crossOriginIsolated', false);
  vi.stubGlobal('isSecureContext', true);
  vi.stubGlobal('document', {baseURI: 'https://host.test/page/'});
  vi.stubGlobal('location', {reload: () => (reloads += 1)});
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
    removeItem: (key: string) => stored.delete(key),
  });
  vi.stubGlobal('navigator', {
    serviceWorker: {
      register: (url: URL) => {
        registered.push(url.href);
        return Promise.resolve({
          installing: Object.assign(new EventTarget(), {state}),
          waiting: null,
          active: null,
        });
      },
    },
  });
  return {registered, reloads: () => reloads};
}

describe('isolatePage', () => {
  beforeEach(() => vi.unstubAllGlobals());
  afterEach(() => vi.unstubAllGlobals());

  it('registers the service worker, reloads once, and then tells why the page is not isolated', async () => {
    const {registered, reloads} = stubPage();
    void isolatePage();
    await expect.poll(reloads).toBe(1);
    expect(registered).toEqual(['https://host.test/page/isolation-worker.js']);
    expect(await isolatePage()).toMatchObject({
      isolated: false,
      because: expect.stringContaining('headers') as unknown,
    });
    expect(reloads()).toBe(1);
  });

  it('does nothing in a page that is isolated, or that cannot have service workers', async () => {
    const {registered} = stubPage();
    vi.stubGlobal('crossOriginIsolated', true);
    expect(await isolatePage()).toEqual({isolated: true});
    vi.stubGlobal('crossOriginIsolated', false);
    vi.stubGlobal('isSecureContext', false);
    expect(await isolatePage()).toMatchObject({
      isolated: false,
      because: expect.stringContaining('https') as unknown,
    });
    expect(registered).toEqual([]);
  });

  it('tells why the service worker did not start, and does not reload', async () => {
    const {registered, reloads} = stubPage('redundant');
    expect(await isolatePage({serviceWorker: '/sw.js'})).toMatchObject({
      isolated: false,
      because: expect.stringContaining('dropped') as unknown,
    });
    expect([registered, reloads()]).toEqual([['https://host.test/sw.js'], 0]);
    await expectAlexNetError(() => isolatePage({worker: 'a'} as never), 'bad-argument', 'serviceWorker');
  });
});
