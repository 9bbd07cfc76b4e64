import {describe, expect, it} from 'vitest';
import {AlexNetError} from '../../../src/errors';
import {Speaker} from '../../../src/cli/console-io';
import {reportError} from '../../../src/cli/program';
import {alexnet} from '../../support/in-process';
import {recordingIO} from '../../support/recording-io';

const COMMANDS = [
  'train',
  'evaluate',
  'predict',
  'describe',
  'features',
  'mean',
  'bench',
  'doctor',
  'completion',
];

describe('runProgram', () => {
  it('prints help and version on stdout, with code 0', async () => {
    expect(await alexnet('--version')).toEqual({code: 0, stdout: '1.2.3\n', stderr: ''});
    const help = await alexnet('--help');
    expect([help.code, help.stderr]).toEqual([0, '']);
    for (const command of COMMANDS) {
      expect(help.stdout).toContain(`\n  ${command} `);
    }
  });

  it.each(COMMANDS)('has help with an example and the global options for %s', async command => {
    const {code, stdout} = await alexnet(command, '--help');
    expect(code).toBe(0);
    expect(stdout).toContain(`\n  alexnet ${command}`);
    expect(stdout).toContain('--json');
  });

  it('lists in the help of every command the words that an option takes', async () => {
    const commands = [...(await alexnet('--help')).stdout.matchAll(/^ {2}([a-z]+)(?: \[options\]| <)/gm)];
    const listed: string[] = [];
    for (const [, command = ''] of commands) {
      const {stdout} = await alexnet(command, '--help');
      for (const [, option = '', text = ''] of stdout.matchAll(
        /^ {2}(--[a-z-]+) <[^>]+>((?:.|\n {4})*)$/gm,
      )) {
        // A word that no option takes is refused before anything is done; the second option refuses the whole line.
        const {stderr} = await alexnet(command, option, '\0', '--no-such-option');
        const [, words] = /expected: one of (.*)/.exec(stderr) ?? [];
        if (words === undefined) {
          continue;
        }
        listed.push(`${command} ${option}`);
        const help = text.replace(/\s+/g, ' ').trim();
        for (const word of words.split(', ')) {
          expect(help, `${command} ${option}`).toMatch(new RegExp(`(^|: |, | or )${word}(,| or | \\(|$)`));
        }
      }
    }
    expect(listed.sort()).toEqual([
      'bench --backend',
      ...['keys', 'layout', 'match', 'order', 'quantize'].map(name => `convert --${name}`),
      ...['backend', 'crops', 'order'].map(name => `evaluate --${name}`),
      ...['backend', 'order', 'pool'].map(name => `features --${name}`),
      ...['backend', 'crops', 'order'].map(name => `predict --${name}`),
      ...['backend', 'frozen-views', 'optimizer'].map(name => `train --${name}`),
      ...['backend', 'order'].map(name => `visualize --${name}`),
    ]);
  });

  it.each([
    [[], 'no command was given', 'alexnet --help'],
    [['trian'], "unknown command 'trian'", 'Did you mean train?'],
    [['train'], "required option '--data <dir>' not specified", 'alexnet train --help'],
    [['train', '--data', 'x', '--out', 'y', '--dta', 'x'], "unknown option '--dta'", '--data'],
    [['predict', '--model', 'x'], "missing required argument 'file'", 'alexnet predict --help'],
    [['describe', 'alexnet', 'caffenet'], 'too many arguments', 'alexnet describe --help'],
    [['evaluate', '--model'], "option '--model <dir>' argument missing", 'alexnet evaluate --help'],
  ])('refuses the wrong usage %j with code 2 and names the help', async (argv, problem, fix) => {
    const {code, stdout, stderr} = await alexnet(...argv);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(problem);
    expect(stderr).toContain('  fix: ');
    expect(stderr).toContain(fix);
  });

  it('prints the error as the only JSON object with --json', async () => {
    const {code, stdout, stderr} = await alexnet('describe', 'alexnett', '--json');
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({error: {code: 'bad-argument', fix: 'did you mean "alexnet"?'}});
    expect(stderr).toContain('alexnett');
  });
});

describe('reportError', () => {
  it('exits with code 2 for a wrong argument and 1 for everything else', () => {
    const io = recordingIO();
    const speaker = new Speaker(io);
    const error = (code: 'bad-argument' | 'io') => new AlexNetError({code, where: 'x', problem: 'y.'});
    expect(reportError(error('bad-argument'), speaker, [])).toBe(2);
    expect(reportError(error('io'), speaker, [])).toBe(1);
    expect(io.err()).toBe('x: y.\nx: y.\n');
  });

  it('calls what nobody foresaw internal, and shows a stack only with DEBUG', () => {
    const before = process.env.DEBUG;
    delete process.env.DEBUG;
    const [plain, debug] = [recordingIO(), recordingIO()];
    try {
      expect(reportError(new TypeError('x is undefined'), new Speaker(plain), ['train', '--data', 'x'])).toBe(
        1,
      );
      process.env.DEBUG = '1';
      reportError(new TypeError('x is undefined'), new Speaker(debug), ['train']);
    } finally {
      delete process.env.DEBUG;
      if (before !== undefined) {
        process.env.DEBUG = before;
      }
    }
    expect(plain.err()).toContain('alexnet train: internal: x is undefined');
    expect(plain.err()).toContain('DEBUG=1');
    expect(plain.err()).not.toContain('    at ');
    expect(debug.err()).toContain('    at ');
  });

  it('names every file that an error has in its details, and its reason', () => {
    const [plain, json] = [recordingIO(), recordingIO()];
    const skipped = [{file: 'a.jpg', reason: 'It is cut short.'}];
    const error = new AlexNetError({code: 'bad-data', where: 'x', problem: 'y.', details: {skipped}});
    reportError(error, new Speaker(plain), []);
    reportError(error, new Speaker(json, {json: true}), []);
    expect(plain.err()).toBe('x: y.\nskipped a.jpg: It is cut short.\n');
    expect(JSON.parse(json.out())).toEqual({
      error: {code: 'bad-data', where: 'x', problem: 'y.', skipped},
    });
  });

  it('tells programs the code internal', () => {
    const io = recordingIO();
    reportError(new Error('boom'), new Speaker(io, {json: true}), ['mean']);
    expect(JSON.parse(io.out())).toMatchObject({error: {code: 'internal', problem: 'internal: boom'}});
  });
});
