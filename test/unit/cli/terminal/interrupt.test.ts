import {describe, expect, it} from 'vitest';
import {withInterrupt} from '../../../../src/cli/terminal/interrupt';

const listeners = (): number =>
  ['SIGINT', 'SIGTERM', 'SIGHUP'].reduce((count, name) => count + process.listenerCount(name), 0);

describe('withInterrupt', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
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

  it('does not end the process at a second SIGHUP, which a shell and a terminal may each send', async () => {
    const done = await withInterrupt(
      async signal => {
        process.emit('SIGHUP', 'SIGHUP');
        process.emit('SIGHUP', 'SIGHUP');
        await Promise.resolve();
        return signal.aborted;
      },
      () => undefined,
    );
    expect(done).toBe(true);
  });

  it('leaves no listener behind, whether the body ends well or fails', async () => {
    const before = listeners();
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
    expect(listeners()).toBe(before);
  });
});
