import {afterEach, describe, expect, it, vi} from 'vitest';
import {createTrainer} from '../../../../src/trainer/page/create-trainer';
import {expectAlexNetError} from '../../../support/matchers';

afterEach(() => vi.unstubAllGlobals());

/** A worker of a page that starts any backend. */
class PageWorker extends EventTarget {
  static made: {url: string; options: unknown}[] = [];
  isTerminated = false;

  constructor(url: URL | string = '', options?: unknown) {
    super();
    PageWorker.made.push({url: String(url), options});
    setTimeout(() => {
      this.#say({kind: 'ready'});
    }, 0);
  }

  postMessage({id, args}: {id: number; args?: {backend?: string}}): void {
    this.#say({kind: 'result', id, value: {backend: args?.backend ?? 'wasm'}});
  }

  terminate(): void {
    this.isTerminated = true;
  }

  #say(data: unknown): void {
    setTimeout(() => this.dispatchEvent(Object.assign(new Event('message'), {data})), 0);
  }
}

// In a real page: test/browser/trainer.test.ts.
describe('createTrainer in a page', () => {
  it('starts the file beside it as a module, or takes a worker, and terminates it', async () => {
    vi.stubGlobal('Worker', PageWorker);
    const trainer = await createTrainer();
    expect(trainer.backend).toEqual({backend: 'wasm'});
    expect(PageWorker.made).toEqual([
      {url: expect.stringMatching(/\/trainer-worker\.js$/) as unknown, options: {type: 'module'}},
    ]);
    await trainer.dispose();
    const worker = new PageWorker();
    const own = await createTrainer({worker, backend: 'webgpu'});
    expect(own.backend).toEqual({backend: 'webgpu'});
    await own.dispose();
    expect([worker.isTerminated, PageWorker.made.length]).toEqual([true, 2]);
  });

  it('says what to do where a worker cannot be started', async () => {
    vi.stubGlobal('Worker', undefined);
    await expectAlexNetError(() => createTrainer(), 'unsupported', 'createTrainer({worker})');
  });
});
