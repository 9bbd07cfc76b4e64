import {describe, expect, it} from 'vitest';
import {Hdf5Objects} from '../../../../src/formats/hdf5/hdf5-objects';
import {SourceFile} from '../../../../src/formats/source-file';
import {expectAlexNetError} from '../../../support/matchers';
import {goldenWeights} from '../../../support/weight-bytes';

describe('Hdf5Objects', () => {
  it('reads the members of groups, and what a dataset is', () => {
    const objects = new Hdf5Objects(new SourceFile('read', goldenWeights('types.h5')));
    const root = objects.read(objects.root());
    const members = 'members' in root ? root.members : new Map<string, number>();
    expect([...members.keys()]).toEqual(['big', 'chunked', 'f2', 'f8', 'i8', 'scalar', 'text', 'u1']);
    const read = (name: string): object => objects.read(members.get(name)!);
    expect(read('big')).toMatchObject({
      dataset: {shape: [2, 3, 2, 2], type: 'float32', littleEndian: false},
    });
    expect(read('i8')).toMatchObject({dataset: {shape: [2], type: 'int64', littleEndian: true}});
    expect(read('u1')).toMatchObject({dataset: {type: 'uint8', layout: {kind: 'contiguous', size: 2}}});
    expect(read('scalar')).toMatchObject({dataset: {shape: []}});
    expect(read('chunked')).toMatchObject({
      dataset: {layout: {kind: 'chunks', chunkShape: [1, 3, 2, 2, 4]}, filters: [{id: 2}, {id: 1}]},
    });
  });

  it('reads groups whose links are in their header, and the name in an attribute', () => {
    const objects = new Hdf5Objects(new SourceFile('read', goldenWeights('newer.h5')));
    expect(objects.read(objects.root())).toMatchObject({members: new Map([['conv', expect.any(Number)]])});
    const keras = new Hdf5Objects(new SourceFile('read', goldenWeights('keras3.weights.h5')));
    let group = keras.read(keras.root());
    for (const name of ['layers', 'conv2d', 'vars']) {
      group = keras.read('members' in group ? group.members.get(name)! : NaN);
    }
    expect(group).toMatchObject({name: 'last_by_name'});
  });

  it('refuses an object that is met twice, and an address outside the file', async () => {
    const objects = new Hdf5Objects(new SourceFile('read', goldenWeights('types.h5')));
    const root = objects.root();
    objects.read(root);
    await expectAlexNetError(() => objects.read(root), 'bad-weights', 'twice');
    await expectAlexNetError(() => objects.read(1e9), 'bad-weights', 'an address within');
  });
});
