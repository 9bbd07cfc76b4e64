import {describe, expect, it} from 'vitest';
import {ExternalFiles} from '../../../../src/formats/onnx/external-files';
import {SourceFile} from '../../../../src/formats/source-file';
import {expectAlexNetError} from '../../../support/matchers';

const file = new SourceFile('read', new Uint8Array(8));

describe('ExternalFiles', () => {
  it('returns the part that the model names, and opens each file once', () => {
    const asked: string[] = [];
    const external = new ExternalFiles(file, {
      externalData: name => {
        asked.push(name);
        return Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7);
      },
    });
    expect([...external.read('a', {location: 'm.data', offset: '4', length: '4'}, 4)]).toEqual([4, 5, 6, 7]);
    expect([...external.read('b', {location: 'm.data'}, 4)]).toEqual([0, 1, 2, 3]);
    expect(asked).toEqual(['m.data']);
  });

  it.each(['../m.data', 'a/../../m.data', '/etc/passwd', 'C:\\m.data', 'a\\..\\m.data', ''])(
    'never asks for %j, which is outside the folder of the model',
    async location => {
      const external = new ExternalFiles(file, {externalData: () => new Uint8Array(8)});
      await expectAlexNetError(() => external.read('w', {location}, 4), 'bad-weights', 'outside the folder');
    },
  );

  it.each([
    [{offset: '6'}, '4 bytes within 8'],
    [{offset: '-1'}, 'from byte -1 on'],
    [{length: '8'}, '8 bytes'],
    [{offset: 'x'}, 'byte x'],
  ])('refuses a part that is not in the file: %j', async (place, fragment) => {
    const external = new ExternalFiles(file, {externalData: () => new Uint8Array(8)});
    await expectAlexNetError(() => external.read('w', {location: 'm', ...place}, 4), 'bad-weights', fragment);
  });

  it('names the file that is not there', async () => {
    for (const options of [{}, {externalData: () => undefined}]) {
      const external = new ExternalFiles(file, options);
      await expectAlexNetError(
        () => external.read('w', {location: 'm.data'}, 4),
        'unsupported',
        'put m.data',
      );
    }
  });
});
