import {join} from 'node:path';
import {beforeAll, describe, expect, it} from 'vitest';
import {planPacking, sizeOf} from '../../../../src/data/shards/plan-packing.node';
import {writeColorPhotos} from '../../../support/photo-files';
import {temporaryDirectory} from '../../../support/temporary-directory';

const data = temporaryDirectory();
const SETTINGS = {data, out: 'x', shardBytes: 9, shorterSide: 8, quality: 9, seed: 1, concurrency: 1};
beforeAll(() => writeColorPhotos(data));

describe('planPacking', () => {
  it('draws the order of all photos from the seed', async () => {
    const {photos, plan} = await planPacking(SETTINGS);
    const namesOf = (list: typeof photos): string[] => list.map(({name}) => name);
    expect((await planPacking({...SETTINGS, out: 'y', concurrency: 7})).plan).toBe(plan);
    expect(namesOf((await planPacking(SETTINGS)).photos)).toEqual(namesOf(photos));
    expect(namesOf((await planPacking({...SETTINGS, seed: 2})).photos)).not.toEqual(namesOf(photos));
    expect(namesOf(photos)).not.toEqual(namesOf(photos).sort());
    expect(new Set(namesOf(photos)).size).toBe(12);
  });

  it('has another digest for each thing that changes the shards', async () => {
    const plans = new Set<string>();
    const changes = [
      {},
      {shardBytes: 10},
      {shorterSide: 9},
      {quality: 10},
      {seed: 2},
      {classes: ['dog', 'cat']},
    ];
    for (const change of changes) {
      plans.add((await planPacking({...SETTINGS, ...change})).plan);
    }
    await writeColorPhotos(data, {side: 25});
    plans.add((await planPacking(SETTINGS)).plan);
    expect(plans.size).toBe(changes.length + 1);
    expect(await sizeOf(join(data, 'missing'))).toBe(-1);
  });
});
