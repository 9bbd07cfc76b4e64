import {deflateSync} from 'fflate';
import {describe, expect, it} from 'vitest';
import {inflateInto} from '../../../src/formats/inflate';
import {SourceFile} from '../../../src/formats/source-file';
import {expectAlexNetError} from '../../support/matchers';

const file = new SourceFile('read', new Uint8Array(0));
const bytes = Uint8Array.from({length: 50_000}, (_, i) => (i * i) % 251);

describe('inflateInto', () => {
  it('returns the number of bytes, and stops where more come than fit', () => {
    const packed = deflateSync(bytes);
    const content = new Uint8Array(bytes.length + 1);
    expect(inflateInto(file, packed, content, 'x')).toBe(bytes.length);
    expect(content.subarray(0, bytes.length)).toEqual(bytes);
    expect(inflateInto(file, packed, new Uint8Array(bytes.length - 1), 'x')).toBeUndefined();
  });

  it('refuses what is no deflate stream', async () => {
    const broken = Uint8Array.of(7, 255, 255);
    await expectAlexNetError(
      () => inflateInto(file, broken, new Uint8Array(9), 'the chunk'),
      'bad-weights',
      'the chunk cannot be decompressed',
    );
  });
});
