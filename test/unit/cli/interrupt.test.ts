import {describe, expect, it} from 'vitest';
import {withInterrupt} from '../../../src/cli/interrupt';

describe('withInterrupt', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'raises the signal at the first %s and says so once',
    async name => {
      let told = 0;
      const aborted = await withInterrupt(
        async signal => {
          process.emit(name);
          await Promise.resolve();
          return signal.aborted;
        },
        () => {
          told++;
        },
      );
      expect([aborted, told]).toEqual([true, 1]);
    },
  );

  it('leaves no listener behind, whether the body ends well or fails', async () => {
    const before = process.listenerCount('SIGINT') + process.listenerCount('SIGTERM');
    await withInterrupt(
      () => Promise.resolve(1),
      () => undefined,
    );
    await expect(
      withInterrupt(
        () => Promise.reject(new Error('failed')),
        () => undefined,
      ),
    ).rejects.toThrow('failed');
    expect(process.listenerCount('SIGINT') + process.listenerCount('SIGTERM')).toBe(before);
  });
});
