import {afterEach, expect, it, vi} from 'vitest';

afterEach(() => vi.unstubAllGlobals());

it('the file of the worker serves as soon as it is loaded', async () => {
  const sent: unknown[] = [];
  vi.stubGlobal('postMessage', (message: unknown) => sent.push(message));
  vi.stubGlobal('addEventListener', () => undefined);
  await import('../../../../src/trainer/page/trainer-worker');
  await expect.poll(() => sent).toEqual([{kind: 'ready'}]);
});
