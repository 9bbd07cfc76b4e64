import {afterEach, describe, expect, it, vi} from 'vitest';
import {
  delay,
  Interruption,
  parseRetryAfter,
  waitBeforeRetry,
} from '../../../../src/pretrained/download/interruption';

describe('Interruption', () => {
  it('carries what to tell, the wait that was asked for and its cause', () => {
    const cause = new Error('reset');
    const error = new Interruption({problem: 'it broke.', received: 'half'}, {retryAfterMs: 5, cause});
    expect([error.message, error.fields.received, error.retryAfterMs, error.cause]).toEqual([
      'it broke.',
      'half',
      5,
      cause,
    ]);
  });
});

describe('waitBeforeRetry', () => {
  it('doubles, up to half a minute, unless the server asks for another time', () => {
    expect([1, 2, 3, 20].map(failures => waitBeforeRetry(failures))).toEqual([500, 1000, 2000, 30_000]);
    expect([waitBeforeRetry(5, 0), waitBeforeRetry(1, 1e9)]).toEqual([0, 30_000]);
  });
});

describe('parseRetryAfter', () => {
  it('reads seconds and dates', () => {
    expect(parseRetryAfter('120', 0)).toBe(120_000);
    expect(parseRetryAfter('Thu, 01 Jan 1970 00:00:10 GMT', 4000)).toBe(6000);
  });

  it('ignores what is neither, and what is past', () => {
    for (const header of [null, 'soon', '-3', 'Thu, 01 Jan 1970 00:00:01 GMT']) {
      expect(parseRetryAfter(header, 4000)).toBeUndefined();
    }
  });
});

describe('delay', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('resolves after its time, and not before', async () => {
    vi.useFakeTimers();
    let isOver = false;
    const waiting = delay(30).then(() => {
      isOver = true;
    });
    await vi.advanceTimersByTimeAsync(29);
    expect(isOver).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await waiting;
    expect(isOver).toBe(true);
  });

  it('rejects with the reason when it is stopped', async () => {
    const reason = new Error('stop');
    const controller = new AbortController();
    const waiting = delay(60_000, controller.signal);
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    await expect(delay(1, controller.signal)).rejects.toBe(reason);
  });
});
