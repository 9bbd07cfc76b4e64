import {Command} from 'commander';
import {describe, expect, it} from 'vitest';
import {Speaker} from '../../../src/cli/console-io';
import {
  addComputeOptions,
  addModelOptions,
  startBackend,
  unknownEnding,
} from '../../../src/cli/model-options';
import {expectAlexNetError} from '../../support/matchers';
import {recordingIO} from '../../support/recording-io';

describe('addModelOptions', () => {
  it('has the expected defaults', () => {
    const command = addModelOptions(new Command('x')).parse(['--model', 'm'], {from: 'user'});
    expect(command.opts()).toEqual({model: 'm', backend: 'auto', batchSize: 32});
  });

  it.each(['--batch-size', '--batch'])('takes %s for the images per batch', flag => {
    const command = addModelOptions(new Command('x')).parse(['--model', 'm', flag, '8'], {from: 'user'});
    expect(command.opts()).toMatchObject({batchSize: 8});
    expect(command.helpInformation()).toContain('--batch, --batch-size <n>');
  });

  it('refuses a backend that it does not know', async () => {
    await expectAlexNetError(
      () => addModelOptions(new Command('x')).parse(['--model', 'm', '--backend', 'gpu'], {from: 'user'}),
      'bad-argument',
      '--backend',
      '"gpu"',
      'auto, wasm, node, webgpu, cpu',
    );
  });
});

describe('addComputeOptions', () => {
  it('refuses more threads than there can be, which `auto` would blame backends for', async () => {
    await expectAlexNetError(
      () => addComputeOptions(new Command('x')).parse(['--threads', '65'], {from: 'user'}),
      'bad-argument',
      '--threads',
      'from 1 to 64',
    );
  });
});

describe('startBackend', () => {
  it('returns the name of the started backend', async () => {
    expect(await startBackend({backend: 'cpu'}, new Speaker(recordingIO()))).toBe('cpu');
    expect(await startBackend({backend: 'auto', threads: 1}, new Speaker(recordingIO()))).toBe('wasm');
  });
});

describe('unknownEnding', () => {
  it('names the file and the endings', () => {
    expect(unknownEnding('mean', 'a.b', ['.json', '.png']).message).toBe(
      [
        'alexnet mean: the ending of --out is not a known format.',
        '  expected: a file that ends in .json, .png',
        '  received: --out a.b',
        '  fix: for example --out out.json',
      ].join('\n'),
    );
  });
});
