import {MessageChannel} from 'node:worker_threads';
import {describe, expect, it} from 'vitest';
import {AlexNetError} from '../../../../src/errors';
import {serveCalls, type ServedMethods} from '../../../../src/trainer/link/serve-calls';
import {WorkerCalls} from '../../../../src/trainer/link/worker-calls';
import {linkTo} from '../../../../src/trainer/link/worker-link';
import {expectAlexNetError} from '../../../support/matchers';

/** Serves methods, and calls them; as with two threads all that crosses is copied. */
function served(methods: ServedMethods): WorkerCalls {
  const {port1, port2} = new MessageChannel();
  serveCalls(linkTo(port2), methods);
  return new WorkerCalls(linkTo(port1));
}

describe('serveCalls', () => {
  it('returns what a method returns, which moves, and sends its events before', async () => {
    const bytes = Uint8Array.of(1, 2);
    const calls = served({
      make: (count: number, {emit}) => {
        emit({count});
        return Promise.resolve({bytes});
      },
    });
    const events: unknown[] = [];
    expect(await calls.call('make', 2, {onEvent: event => events.push(event)})).toEqual({
      bytes: Uint8Array.of(1, 2),
    });
    expect([events, bytes.length]).toEqual([[{count: 2}], 0]);
    calls.close();
  });

  it('throws the error of a method, and of one that is not there', async () => {
    const calls = served({
      fail: () => Promise.reject(new AlexNetError({code: 'io', where: 'a', problem: 'full.'})),
    });
    await expectAlexNetError(() => calls.call('fail', 0), 'io', 'full');
    await expect(calls.call('toString', 0)).rejects.toThrow('no method toString');
    calls.close();
  });

  it('aborts the signal of the call that is aborted, and of no other', async () => {
    const calls = served({
      wait: (_: number, {signal}) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            reject(signal.reason as Error);
          });
        }),
      now: (_: number, {signal}) => Promise.resolve(signal.aborted),
    });
    const controller = new AbortController();
    const waiting = calls.call('wait', 0, {signal: controller.signal});
    expect(await calls.call('now', 0)).toBe(false);
    controller.abort('enough');
    await expect(waiting).rejects.toBe('enough');
    calls.close();
  });
});
