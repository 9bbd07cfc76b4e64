import {join} from 'node:path';
import {expect, it} from 'vitest';
import {photosAt} from '../../../src/data/photos-at.node';
import {writeShards} from '../../../src/data/shards/write-shards.node';
import {writeCifar10} from '../../support/binary-images';
import {writeColorPhotos} from '../../support/photo-files';
import {temporaryDirectory} from '../../support/temporary-directory';

it('photosAt lists the same photos of a folder and of its shards, with the classes of each call', async () => {
  const root = temporaryDirectory();
  const [data, out] = [join(root, 'photos'), join(root, 'shards')];
  await writeColorPhotos(data);
  await writeShards({data, out, shorterSide: 24});
  const [folder, shards] = [await photosAt(data), await photosAt(out)];
  for (const options of [undefined, {classes: ['dog', 'cat']}, {classes: ['dog']}]) {
    const [expected, found] = [await folder(options), await shards(options)];
    expect(found.classes).toEqual(expected.classes);
    expect(found.photos.map(({name, label}) => [name, label])).toEqual(
      expected.photos.map(({name, label}) => [name, label]),
    );
    expect(found.skipped.map(({reason}) => reason)).toEqual(expected.skipped.map(({reason}) => reason));
    expect([found.checksum?.length, expected.checksum]).toEqual([64, undefined]);
  }
});

it('photosAt takes the test set of binary files, unless it is asked for the training set', async () => {
  const data = join(temporaryDirectory(), 'cifar10');
  writeCifar10(data);
  const namesOf = async (set?: 'training'): Promise<Set<string | undefined>> => {
    const list = await photosAt(data, set === undefined ? {} : {set});
    return new Set((await list()).photos.map(({name}) => name.split('/')[0]));
  };
  expect(await namesOf()).toEqual(new Set(['test_batch.bin']));
  expect(await namesOf('training')).toEqual(new Set(['data_batch_1.bin', 'data_batch_2.bin']));
});
