import {mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {externalDataOf} from '../../../src/weights/external-data.node';
import {temporaryDirectory} from '../../support/temporary-directory';

describe('externalDataOf', () => {
  it('reads files in the folder of the model, and follows no link out of it', () => {
    const root = temporaryDirectory();
    const folder = join(root, 'model');
    mkdirSync(join(folder, 'weights'), {recursive: true});
    writeFileSync(join(root, 'secret'), 'secret');
    writeFileSync(join(folder, 'm.data'), 'values');
    writeFileSync(join(folder, 'weights/a'), 'more');
    symlinkSync(join(root, 'secret'), join(folder, 'link'));
    const read = externalDataOf(join(folder, 'm.onnx'));
    const textOf = (name: string): string | undefined => {
      const bytes = read(name);
      return bytes === undefined ? undefined : Buffer.from(bytes).toString();
    };
    expect([textOf('m.data'), textOf('weights/a')]).toEqual(['values', 'more']);
    expect([textOf('link'), textOf('../secret'), textOf('weights'), textOf('none')]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
