import {describe, expect, it} from 'vitest';
import {lastLines, runProcess} from '../../../src/setup/run-process.node';

const node = (code: string, options = {}): ReturnType<typeof runProcess> =>
  runProcess(process.execPath, ['-e', code], options);

describe('runProcess', () => {
  it('returns the exit code and both streams', async () => {
    const code = 'console.log("out"); console.error("err"); process.exitCode = 3';
    const {code: exitCode, output} = await node(code);
    expect([exitCode, output.includes('out'), output.includes('err')]).toEqual([3, true, true]);
  });

  it('hands over folder and environment', async () => {
    const {output} = await node('console.log(process.cwd(), process.env.WORD)', {
      cwd: '/',
      env: {WORD: 'yes'},
    });
    expect(output).toBe('/ yes\n');
  });

  it('returns 127 for a missing program', async () => {
    expect(await runProcess('no-such-program-here', [])).toMatchObject({code: 127});
  });

  it('ends a program with all that it started when the time is up', async () => {
    const child =
      "require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)'], {stdio: 'inherit'})";
    // Both run forever and hold the output open: without the end of both this would wait forever too.
    expect(await node(`${child}; setInterval(() => 0, 1000)`, {timeoutMs: 500})).toMatchObject({code: 124});
  });

  it('leaves no listener behind', async () => {
    const before = process.listenerCount('SIGINT');
    await node('0');
    expect(process.listenerCount('SIGINT')).toBe(before);
  });
});

describe('lastLines', () => {
  it('returns the last lines that are not empty', () => {
    expect(lastLines('a\nb\n\n c \nd\n\n', 2)).toBe('c | d');
  });
});
