import {existsSync, mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {decodePhoto} from '../../../src/data/decode-photo.node';
import {explainPhotoError} from '../../../src/data/explain-photo-error.node';
import {expectAlexNetError} from '../../support/matchers';
import {temporaryDirectory} from '../../support/temporary-directory';

const HEIC = join(import.meta.dirname, '../../../../shared/cases/photos/heic/IMG_1.HEIC');

describe('explainPhotoError', () => {
  it('tells a file that may not be read from a damaged one', async () => {
    const directory = temporaryDirectory();
    const file = join(directory, 'a.jpg');
    mkdirSync(join(directory, 'folder.jpg'));
    writeFileSync(file, 'no photo');
    await expectAlexNetError(() => decodePhoto(file), 'bad-data', 'not an image in a format');
    await expectAlexNetError(
      () => decodePhoto(join(directory, 'folder.jpg')),
      'bad-data',
      'it is a directory',
    );
    await expectAlexNetError(() => decodePhoto(`${file}/inside.jpg`), 'bad-data', 'there is no such file');
    // A name that is too long is refused by the system, as a missing permission is; root has every permission.
    await expectAlexNetError(
      () => decodePhoto(`${file}${'x'.repeat(300)}`),
      'io',
      'the system cannot read it',
      'fix: ',
    );
  });

  it('says of HEIC that its compression is missing, and how to convert it', async () => {
    const start = Buffer.from('\0\0\0\x24ftypheic\0\0\0\0mif1MiHEmiafMiHBheic', 'latin1');
    const error = await explainPhotoError(start, new Error('heif: No decoding plugin installed'), 100);
    expect(error.problem).toContain('HEIC');
    expect(error.problem).not.toContain('damaged');
    expect(error.problem).toContain('heif-convert');
    const avif = Buffer.from('\0\0\0\x1cftypmif1\0\0\0\0mif1avif', 'latin1');
    expect((await explainPhotoError(avif, new Error('No decoding plugin'), 100)).problem).not.toContain(
      'HEIC',
    );
  });

  it.skipIf(!existsSync(HEIC))('says it of a photo of a phone (skipped without the cases)', async () => {
    await expectAlexNetError(() => decodePhoto(HEIC), 'bad-data', 'HEIC photo', 'Convert it to JPEG');
  });
});
