import {describe, expect, it} from 'vitest';
import {KERAS_WEIGHTS, openKerasArchive} from '../../../../src/formats/hdf5/keras-archive';
import {SourceFile} from '../../../../src/formats/source-file';
import {utf8, zip} from '../../../support/weight-bytes';

const open = (bytes: Uint8Array): Uint8Array =>
  openKerasArchive(new SourceFile('read', bytes), 'read', {}).bytes;

describe('openKerasArchive', () => {
  it('returns the weights in the archive, and any other file as it is', () => {
    expect(open(zip({'config.json': utf8('{}'), [KERAS_WEIGHTS]: utf8('weights')}))).toEqual(utf8('weights'));
    const other = zip({'config.json': utf8('{}')});
    expect(open(other)).toEqual(other);
    expect(open(utf8('weights'))).toEqual(utf8('weights'));
  });
});
