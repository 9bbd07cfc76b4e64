import {describe, expect, it} from 'vitest';
import {Speaker} from '../../../../src/cli/console-io';
import {progressFor} from '../../../../src/cli/terminal/progress-line';
import {recordingIO} from '../../../support/recording-io';

describe('progressFor', () => {
  it('writes a plain line every five seconds where lines cannot be overwritten', () => {
    const io = recordingIO();
    let now = 0;
    const line = progressFor(new Speaker(io), () => now);
    for (now = 0; now <= 11_000; now += 1000) {
      line.update('training', now / 1000, 1200, 'loss 0.5');
    }
    line.end();
    expect(io.err()).toBe('training 5/1,200 loss 0.5\ntraining 10/1,200 loss 0.5\n');
    expect(io.out()).toBe('');
  });

  it('draws one bar per task on a terminal and takes it away at the end', () => {
    const io = recordingIO({isTTY: true});
    const terminal = Object.assign(io.stderr, {
      clearLine: () => true,
      cursorTo: () => true,
      moveCursor: () => true,
    });
    const line = progressFor(new Speaker({stdout: io.stdout, stderr: terminal}));
    line.update('reading photos', 1, 4);
    line.update('training', 2, 8, 'loss 0.5');
    line.end();
    line.end();
    expect(io.err()).toContain('reading photos');
    expect(io.err()).toContain('2/8 loss 0.5');
  });

  it('writes nothing when quiet', () => {
    const io = recordingIO({isTTY: true});
    const line = progressFor(new Speaker(io, {quiet: true}));
    line.update('training', 1, 2);
    line.end();
    expect(io.err()).toBe('');
  });
});
