// @isolated: replaces modules by vi.mock.
import type * as decodePhotoModule from '../../../../src/data/decode-photo.node';
import {afterEach, describe, expect, it, vi} from 'vitest';
import {photoDecoder} from '../../../../src/data/decoding/photo-decoder.node';
import {drawPhoto} from '../../../support/drawn-photos';

/** The module as it is where sharp cannot be loaded. */
async function withoutSharp(): Promise<typeof decodePhotoModule> {
  vi.resetModules();
  vi.doMock('sharp', () => {
    throw new Error('Cannot find package sharp');
  });
  return import('../../../../src/data/decode-photo.node');
}

afterEach(() => {
  vi.doUnmock('sharp');
  vi.doUnmock('node:module');
});

describe('photoDecoder', () => {
  it('is sharp where it can be loaded', async () => {
    expect((await photoDecoder()).name).toBe('sharp');
  });

  it('decodes JPEG and PNG where sharp cannot be loaded', async () => {
    const {decodePhoto, decodeSquare, photoLayout} = await withoutSharp();
    for (const format of ['jpeg', 'png'] as const) {
      const photo = await drawPhoto(1, format, [40, 30]);
      expect(await decodePhoto(photo)).toMatchObject({width: 40, height: 30});
      expect((await decodeSquare(photo, 8, {layout: await photoLayout(photo)})).length).toBe(8 * 8 * 3);
    }
    const webp = await drawPhoto(1, 'webp', [40, 30]);
    const error: unknown = await decodePhoto(webp).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({code: 'bad-data', fix: 'convert it to JPEG or PNG, or npm i sharp@^0.35.0'});
  });

  it('says what to type where no decoder can be loaded', async () => {
    vi.doMock('node:module', async importOriginal => ({
      ...(await importOriginal<Record<string, unknown>>()),
      createRequire: () => () => {
        throw new Error('Cannot find module');
      },
    }));
    const {decodePhoto} = await withoutSharp();
    const error: unknown = await decodePhoto('x.jpg').catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'unsupported',
      fix: 'npm i sharp@^0.35.0, or without native code: npm i @cwasm/jpeg-turbo @cwasm/lodepng',
    });
  });
});
