import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest';
import {IdleSignal} from '../../../../src/pretrained/download/idle-signal';

describe('IdleSignal', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is raised when nothing happens, and not while something does', () => {
    const idle = new IdleSignal(120);
    for (let i = 0; i < 4; i++) {
      vi.advanceTimersByTime(119);
      idle.touch();
    }
    vi.advanceTimersByTime(119);
    expect([idle.signal.aborted, idle.timedOut]).toEqual([false, false]);
    vi.advanceTimersByTime(1);
    expect([idle.signal.aborted, idle.timedOut]).toEqual([true, true]);
    idle.end();
  });

  it('does not count while it pauses', () => {
    const idle = new IdleSignal(30);
    idle.pause();
    vi.advanceTimersByTime(1e6);
    expect(idle.timedOut).toBe(false);
    idle.end();
  });

  it('is raised with the other signal, before and behind its making', () => {
    const reason = new Error('stop');
    const controller = new AbortController();
    const idle = new IdleSignal(1000, controller.signal);
    controller.abort(reason);
    expect([idle.signal.reason, idle.timedOut]).toEqual([reason, false]);
    idle.end();
    const late = new IdleSignal(1000, controller.signal);
    expect(late.signal.reason).toBe(reason);
    late.end();
  });

  it('is raised in the end, which closes what hangs on it', () => {
    const idle = new IdleSignal(1000);
    idle.end();
    expect([idle.signal.aborted, idle.timedOut]).toEqual([true, false]);
  });
});
