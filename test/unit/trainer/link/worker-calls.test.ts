import {describe, expect, it} from 'vitest';
import type {Link, Reply, Request} from '../../../../src/trainer/link/link';
import {WorkerCalls} from '../../../../src/trainer/link/worker-calls';
import {expectAlexNetError} from '../../../support/matchers';

/** A link whose other end is the test. */
class TestLink implements Link {
  readonly sent: Request[] = [];
  reply: (reply: Reply) => void = () => undefined;
  fail: (cause: unknown) => void = () => undefined;
  isClosed = false;

  send(message: unknown): void {
    this.sent.push(message as Request);
  }

  listen(onMessage: (message: unknown) => void, onFailure: (cause: unknown) => void): void {
    this.reply = onMessage;
    this.fail = onFailure;
  }

  close(): void {
    this.isClosed = true;
  }
}

/** Until promises that are settled have told so. */
const turn = (): Promise<void> => new Promise(next => setTimeout(next, 0));

describe('WorkerCalls', () => {
  it('sends nothing before the worker is ready', async () => {
    const link = new TestLink();
    const result = new WorkerCalls(link).call('double', 2);
    await turn();
    expect(link.sent).toEqual([]);
    link.reply({kind: 'ready'});
    await turn();
    expect(link.sent).toEqual([{kind: 'call', id: 1, method: 'double', args: 2}]);
    link.reply({kind: 'result', id: 1, value: 4});
    expect(await result).toBe(4);
  });

  it('passes events and results to the call that they belong to', async () => {
    const link = new TestLink();
    const calls = new WorkerCalls(link);
    link.reply({kind: 'ready'});
    const events: unknown[] = [];
    const first = calls.call('a', 0, {onEvent: event => events.push(event)});
    const second = calls.call('b', 0);
    await turn();
    link.reply({kind: 'event', id: 2, event: 'not for a'});
    link.reply({kind: 'event', id: 1, event: 'half'});
    link.reply({kind: 'error', id: 2, error: {name: 'RangeError', message: 'no'}});
    link.reply({kind: 'result', id: 1, value: 'done'});
    await expect(second).rejects.toThrow('no');
    expect([await first, events]).toEqual(['done', ['half']]);
  });

  it('tells the worker of an abort, and rejects with its reason when the worker has stopped', async () => {
    const link = new TestLink();
    const calls = new WorkerCalls(link);
    link.reply({kind: 'ready'});
    const controller = new AbortController();
    let hasEnded = false;
    const call = calls.call('a', 0, {signal: controller.signal});
    call.catch(() => (hasEnded = true));
    await turn();
    controller.abort('enough');
    await turn();
    expect([link.sent.at(-1), hasEnded]).toEqual([{kind: 'abort', id: 1}, false]);
    link.reply({kind: 'aborted', id: 1});
    await expect(call).rejects.toBe('enough');
    await expect(calls.call('a', 0, {signal: controller.signal})).rejects.toBe('enough');
    expect(link.sent).toHaveLength(2);
  });

  it('stops a call whose listener throws, and rejects with that error', async () => {
    const link = new TestLink();
    const calls = new WorkerCalls(link);
    link.reply({kind: 'ready'});
    const call = calls.call('a', 0, {
      onEvent: () => {
        throw new Error('a bug of the listener');
      },
    });
    await turn();
    link.reply({kind: 'event', id: 1, event: 0});
    expect(link.sent.at(-1)).toEqual({kind: 'abort', id: 1});
    link.reply({kind: 'aborted', id: 1});
    await expect(call).rejects.toThrow('a bug of the listener');
  });

  it('rejects all calls, also later ones, when the worker ends or is closed', async () => {
    const link = new TestLink();
    const calls = new WorkerCalls(link);
    link.reply({kind: 'ready'});
    const call = calls.call('a', 0);
    await turn();
    link.fail(new Error('out of memory'));
    await expectAlexNetError(() => call, 'bad-state', 'has ended', 'out of memory');
    await expectAlexNetError(() => calls.call('a', 0), 'bad-state', 'out of memory');
    calls.close();
    expect(link.isClosed).toBe(true);
    const other = new WorkerCalls(new TestLink());
    const waiting = other.call('a', 0);
    other.close();
    await expectAlexNetError(() => waiting, 'bad-state', 'was disposed');
  });
});
