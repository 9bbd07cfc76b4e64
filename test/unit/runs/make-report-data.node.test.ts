import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, it} from 'vitest';
import {chooseBackend} from '../../../src/backends/choose-backend.node.js';
import {drawCatsAndDogs} from '../../../src/data/drawn-photos.node.js';
import type {ReportData} from '../../../src/runs/report-data';
import {trainOnPhotos} from '../../../src/runs/train-on-photos.node.js';
import {temporaryDirectory} from '../../support/temporary-directory';

it('makeReportData gathers the run: history, confusion, filters, photos and what was skipped', async () => {
  await chooseBackend();
  const directory = temporaryDirectory();
  const data = join(directory, 'photos');
  await drawCatsAndDogs(data, {count: 20, seed: 1});
  writeFileSync(join(data, 'cat', 'broken.jpg'), 'no photo');
  let seen: ReportData | undefined;
  const result = await trainOnPhotos({
    data,
    out: join(directory, 'run'),
    preset: 'alexnet-mini',
    maxSteps: 2,
    batchSize: 4,
    seed: 1,
    classes: ['cat', 'dog'],
    classWeights: {cat: 2},
    onWarning: () => undefined,
    report: (_directory, reportData) => {
      seen = reportData;
      return Promise.resolve();
    },
  });
  expect(seen?.training).toEqual(result);
  expect(seen?.training).toMatchObject({preset: 'alexnet-mini', backend: 'wasm', classes: ['cat', 'dog']});
  const counts: number[] = seen?.confusion?.flat() ?? [];
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(result.validationCount);
  expect(seen?.firstFilters?.shape).toEqual([11, 11, 3, 24]);
  expect(seen?.training.skipped.map(({file}) => file).join()).toContain('broken.jpg');
  expect(seen?.history).toHaveLength(2);
  expect([...(seen?.correct ?? []), ...(seen?.mistakes ?? [])]).toHaveLength(result.validationCount);
  expect(seen?.correct.every(({label, top}) => top[0]?.index === label)).toBe(true);
  expect(seen?.mistakes.some(({label, top}) => top[0]?.index === label)).toBe(false);
  expect(seen?.options).toMatchObject({batchSize: 4, maxSteps: 2, classes: 'cat,dog', classWeights: 'cat=2'});
});
