import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import {describe, expect, it} from 'vitest';
import {createModel} from '../../../src/models/create-model';
import {describeModel} from '../../../src/models/describe-model';
import {expectAlexNetError} from '../../support/matchers';

describe('describeModel', () => {
  it("returns the paper's shapes, neurons and multiply-adds at 227 pixels", () => {
    const {layers, neurons, multiplyAdds} = describeModel('alexnet');
    const shapes = Object.fromEntries(
      layers.map(layer => [layer.name, layer.outputShape.slice(1).join('×')]),
    );
    expect(shapes).toMatchObject({
      conv1: '55×55×96',
      pool1: '27×27×96',
      conv2: '27×27×256',
      pool2: '13×13×256',
      conv3: '13×13×384',
      conv4: '13×13×384',
      conv5: '13×13×256',
      pool5: '6×6×256',
      fc6: '4096',
      fc7: '4096',
      fc8: '1000',
      prob: '1000',
    });
    // Outputs of the eight weight layers: 290,400 + 186,624 + 2 · 64,896 + 43,264 + 2 · 4,096 + 1,000; the paper says 650,000.
    expect(neurons).toBe(659_272);
    // conv1 55² · 34,848 …, the grouped ones halved: 724,406,816.
    expect(multiplyAdds).toBe(724_406_816);
  });

  it('allocates nothing for a preset', () => {
    const before = tf.memory().numBytes;
    describeModel('alexnet');
    expect(tf.memory().numBytes).toBe(before);
  });

  it.each(['alexnet-mini', 'squeezenet1.1'])(
    'says the same of the table and of the built model of %s',
    id => {
      for (const options of [
        {},
        {classes: 5},
        {lrn: false, activation: 'linear' as const},
        {inputShape: [99, 75, 3]},
      ]) {
        const model = createModel(id, {...options, seed: 1});
        expect(describeModel(model)).toEqual({...describeModel(id, options)});
        model.dispose();
      }
    },
  );

  it('names the nearest preset for an unknown one', async () => {
    await expectAlexNetError(
      () => describeModel('alexnet-mimi'),
      'bad-argument',
      'did you mean "alexnet-mini"?',
    );
  });
});
