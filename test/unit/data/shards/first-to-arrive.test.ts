import {setTimeout as sleep} from 'node:timers/promises';
import {describe, expect, it} from 'vitest';
import {firstToArrive} from '../../../../src/data/shards/first-to-arrive';
import {delay, Interruption} from '../../../../src/pretrained/download/interruption';

const interruption = (text: string): Interruption => new Interruption({problem: text, received: text});
const OPTIONS = {slowMs: 5000, atOnce: 3, retries: 3};

describe('firstToArrive', () => {
  it('makes another attempt after an interruption, up to its limit', async () => {
    let attempts = 0;
    const attempt = async (): Promise<number> => {
      await Promise.resolve();
      attempts++;
      if (attempts < 4) {
        throw interruption(`attempt ${attempts}`);
      }
      return attempts;
    };
    expect(await firstToArrive(attempt, OPTIONS)).toBe(4);
    attempts = 0;
    await expect(firstToArrive(attempt, {...OPTIONS, retries: 2})).rejects.toThrow('attempt 3');
  });

  it('starts a second attempt beside a slow one, takes the first result and stops the others', async () => {
    const stopped: boolean[] = [];
    const attempt = async (signal: AbortSignal, isFirst: boolean): Promise<string> => {
      signal.addEventListener('abort', () => stopped.push(isFirst));
      await delay(isFirst ? 60_000 : 1, signal);
      return 'second';
    };
    const start = performance.now();
    expect(await firstToArrive(attempt, {...OPTIONS, slowMs: 20})).toBe('second');
    expect(performance.now() - start).toBeLessThan(30_000);
    expect(stopped).toContain(true);
  });

  it('starts a second attempt beside one that is known to be slow, and then waits as long as usual', async () => {
    const isSlow = Promise.resolve();
    let attempts = 0;
    const attempt = async (signal: AbortSignal, isFirst: boolean): Promise<string> => {
      attempts++;
      await delay(isFirst ? 60_000 : 50, signal);
      return 'second';
    };
    expect(await firstToArrive(attempt, {...OPTIONS, slowMs: 2 ** 30, isSlow})).toBe('second');
    expect(attempts).toBe(2);
  });

  it('never runs more attempts at a time than it may', async () => {
    let [running, most] = [0, 0];
    const attempt = async (): Promise<void> => {
      most = Math.max(most, ++running);
      await sleep(60);
      running--;
    };
    await firstToArrive(attempt, {...OPTIONS, slowMs: 1, atOnce: 2});
    expect(most).toBe(2);
  });

  it('throws other errors at once, and the reason of the signal', async () => {
    let attempts = 0;
    const broken = (): Promise<never> => {
      attempts++;
      return Promise.reject(new Error('for good'));
    };
    await expect(firstToArrive(broken, OPTIONS)).rejects.toThrow('for good');
    expect(attempts).toBe(1);
    const controller = new AbortController();
    const reason = new Error('stop');
    const hanging = firstToArrive(signal => delay(60_000, signal), {...OPTIONS, signal: controller.signal});
    controller.abort(reason);
    await expect(hanging).rejects.toBe(reason);
  });
});
