/** Caffe's own definitions of its two AlexNets against this library's presets of them. */
import {readFileSync} from 'node:fs';
import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {describeModel} from '../../src/models/describe-model';
import {networkFromCaffe} from '../../src/definitions/caffe/network-from-caffe';
import {BVLC_ALEXNET} from '../../src/presets/networks/bvlc-alexnet';
import {CAFFENET} from '../../src/presets/networks/caffenet';
import type {LayerRow, NetworkTable} from '../../src/presets/preset';
import {testData} from '../support/data';

/** The rows with every default written out; of a deploy file, which has none, without how weights start. */
function spelledOut({layers, init}: NetworkTable, withFillers: boolean): LayerRow[] {
  return layers.map(row => {
    if (row.kind !== 'conv' && row.kind !== 'dense') {
      return row.kind === 'dropout' ? {...row, rate: row.rate ?? 0.5} : row;
    }
    const {kernelInit = init.kernel, biasInit = init.bias, ...rest} = row;
    return withFillers ? {...rest, kernelInit, biasInit} : rest;
  });
}

describe.each([
  ['bvlc_alexnet', BVLC_ALEXNET],
  ['bvlc_reference_caffenet', CAFFENET],
])('%s', (folder, preset) => {
  const present = testData('weights', 'prototxt', folder) !== undefined;
  it.skipIf(!present).each(['deploy', 'train_val'])('%s.prototxt equals the preset', kind => {
    const file = testData('weights', 'prototxt', folder, `${kind}.prototxt`);
    const {model, table, multipliers} = networkFromCaffe(readFileSync(file!, 'utf8'), {seed: 1});
    model.dispose();
    expect(spelledOut(table, kind === 'train_val')).toEqual(spelledOut(preset, kind === 'train_val'));
    expect(table).toMatchObject({inputShape: preset.inputShape, classes: preset.classes});
    const {name: _, ...own} = describeModel(table);
    const {name: __, ...published} = describeModel(preset);
    expect(own).toEqual(published);
    if (kind === 'train_val') {
      const weighted = preset.layers.filter(row => row.kind === 'conv' || row.kind === 'dense');
      const bias = preset.train.multipliers?.['*/bias'];
      expect(multipliers).toEqual(Object.fromEntries(weighted.map(row => [`${row.name}/bias`, bias])));
    }
  });
});
