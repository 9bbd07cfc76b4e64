import {describe, expect, it} from 'vitest';
import {SourceFile} from '../../../src/formats/source-file';
import {expectAlexNetError} from '../../support/matchers';

describe('SourceFile', () => {
  it('takes an ArrayBuffer, a Uint8Array and a part of one, without copying', () => {
    const buffer = new ArrayBuffer(8);
    expect(new SourceFile('read', buffer).bytes.buffer).toBe(buffer);
    const part = new SourceFile('read', Buffer.from(buffer, 2, 3)).bytes;
    expect([part.byteOffset, part.length]).toEqual([2, 3]);
    expect(part.slice().buffer).not.toBe(buffer);
  });

  it('refuses what are no bytes', async () => {
    await expectAlexNetError(
      () => new SourceFile('read', 'text' as unknown as Uint8Array),
      'bad-argument',
      '"text"',
      'readFileSync',
    );
  });

  it('names the reader and the file', () => {
    const error = new SourceFile('read', new Uint8Array(0), {fileName: 'a.onnx'}).damaged({
      problem: 'it is wrong.',
      expected: 'right',
      received: 'wrong',
    });
    expect(error.message).toContain('read "a.onnx": it is wrong.');
    expect(error.message).toContain('fix: ');
  });

  it('stops at 4 × the file and 32 MB', async () => {
    const file = new SourceFile('read', new Uint8Array(1000));
    file.spend(4000 + 2 ** 25, 'most');
    await expectAlexNetError(
      () => {
        file.spend(1, 'the rest');
      },
      'bad-weights',
      'at the rest',
      `${4001 + 2 ** 25} bytes`,
      'uncompressed',
    );
  });

  it('accounts for an array before it allocates it', async () => {
    const fresh = (): SourceFile => new SourceFile('read', new Uint8Array(10));
    await expectAlexNetError(
      () => fresh().allocate('huge', [2 ** 31 - 1, 2 ** 31 - 1]),
      'bad-weights',
      '"huge"',
    );
    expect(fresh().allocate('small', [2, 0, 3])).toEqual({
      name: 'small',
      shape: [2, 0, 3],
      data: new Float32Array(0),
    });
    // NaN would compare as neither more nor less.
    await expectAlexNetError(() => fresh().allocate('odd', [NaN]), 'bad-weights', '"odd"');
  });

  it.each([[[-1]], [[1.5]], [[2 ** 31]], [['3']], [[10n]], [new Array(65).fill(1)], [[NaN]]])(
    'refuses %s as a shape',
    async sizes => {
      const file = new SourceFile('read', new Uint8Array(0));
      await expectAlexNetError(() => file.shape('w', sizes), 'bad-weights', 'the shape of "w"');
    },
  );

  it('refuses a name that is there twice', async () => {
    const file = new SourceFile('read', new Uint8Array(0));
    const array = {name: 'w', shape: [0], data: new Float32Array(0)};
    file.requireUniqueNames([array, {...array, name: 'v'}]);
    await expectAlexNetError(
      () => {
        file.requireUniqueNames([array, array]);
      },
      'bad-weights',
      '"w" twice',
    );
  });
});
