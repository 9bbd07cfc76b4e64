import {describe, expect, it} from 'vitest';
import {outliveStreams, Speaker} from '../../../src/cli/console-io';
import {recordingIO} from '../../support/recording-io';

describe('outliveStreams', () => {
  const failure = (code: string): Error => Object.assign(new Error(`${code}: refused`), {code});

  it('keeps the process running when a stream fails, whatever the reason', () => {
    const io = recordingIO();
    const isResultLost = outliveStreams(io);
    io.stdout.emit('error', failure('EPIPE'));
    io.stderr.emit('error', failure('ENOSPC'));
    io.stderr.emit('error', failure('EPIPE'));
    expect(isResultLost()).toBe(false);
  });

  it('says once that the result was lost, unless its reader stopped reading', () => {
    const io = recordingIO();
    const isResultLost = outliveStreams(io);
    io.stdout.emit('error', failure('ENOSPC'));
    io.stdout.emit('error', failure('ENOSPC'));
    expect([isResultLost(), io.err()]).toEqual([true, 'the result could not be printed: ENOSPC: refused\n']);
  });
});

describe('Speaker', () => {
  it('writes the object as one line of JSON with json, the text without', () => {
    const [json, text] = [recordingIO(), recordingIO()];
    new Speaker(json, {json: true}).result({top1: 0.5}, () => 'half');
    new Speaker(text).result({top1: 0.5}, () => 'half');
    expect([json.out(), text.out()]).toEqual(['{"top1":0.5}\n', 'half\n']);
  });

  it('keeps notes and warnings off stdout, and leaves notes out when quiet', () => {
    const [loud, quiet] = [recordingIO(), recordingIO()];
    for (const [io, options] of [
      [loud, {}],
      [quiet, {quiet: true}],
    ] as const) {
      const speaker = new Speaker(io, options);
      speaker.note('note');
      speaker.warn('warning');
    }
    expect([loud.out(), loud.err()]).toEqual(['', 'note\nwarning\n']);
    expect([quiet.out(), quiet.err()]).toEqual(['', 'warning\n']);
  });

  it('lets no character through that a terminal obeys, in any way of printing', () => {
    for (const json of [false, true]) {
      const io = recordingIO();
      const speaker = new Speaker(io, {json});
      const name = 'cat\x1b[2J\x9b\x07\u202e.jpg';
      speaker.note(name);
      speaker.warn(name);
      speaker.result({name}, () => name);
      // eslint-disable-next-line no-control-regex -- these are looked for
      expect(io.out() + io.err()).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
      expect(io.err()).toContain('cat\\x1b[2J');
    }
  });
});
