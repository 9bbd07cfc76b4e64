import {afterEach, expect, it, vi} from 'vitest';
import {serveTrainer} from '../../../../src/trainer/page/serve-trainer';
import {expectAlexNetError} from '../../../support/matchers';

afterEach(() => {
  vi.unstubAllGlobals();
  Reflect.deleteProperty(globalThis, Symbol.for('tfjs-alexnet.trainerServed'));
});

it('serveTrainer tells the page that it is ready, and replies to each call once, also if called twice', async () => {
  const sent: unknown[] = [];
  let receive: (event: {data: unknown}) => void = () => undefined;
  vi.stubGlobal('postMessage', (message: unknown) => sent.push(message));
  vi.stubGlobal('addEventListener', (kind: string, listener: typeof receive) => {
    receive = kind === 'message' ? listener : receive;
  });
  let isStarted = false;
  const start = () => {
    isStarted = true;
    return Promise.resolve();
  };
  serveTrainer({backends: {mine: start}});
  // As where the engine runs the file of the worker twice.
  serveTrainer({backends: {mine: start}});
  await expect.poll(() => sent).toEqual([{kind: 'ready'}]);
  receive({data: {kind: 'call', id: 1, method: 'start', args: {backend: 'mine'}}});
  await expect.poll(() => sent).toHaveLength(2);
  await new Promise(next => setTimeout(next, 20));
  expect(sent).toHaveLength(2);
  expect([isStarted, sent[1]]).toEqual([true, {kind: 'result', id: 1, value: {backend: 'mine'}}]);
  await expectAlexNetError(
    () => {
      serveTrainer({backends: {webgpu: true as never}});
    },
    'bad-argument',
    'backends.webgpu',
  );
});
