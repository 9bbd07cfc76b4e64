import {setTimeout as sleep} from 'node:timers/promises';
import {describe, expect, it} from 'vitest';
import {IdleSignal} from '../../../../src/pretrained/download/idle-signal';

describe('IdleSignal', () => {
  it('is raised when nothing happens, and not while something does', async () => {
    const idle = new IdleSignal(120);
    for (let i = 0; i < 4; i++) {
      await sleep(50);
      idle.touch();
    }
    expect(idle.signal.aborted).toBe(false);
    await expect.poll(() => idle.signal.aborted).toBe(true);
    expect(idle.timedOut).toBe(true);
    idle.end();
  });

  it('does not count while it pauses', async () => {
    const idle = new IdleSignal(30);
    idle.pause();
    await sleep(80);
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
