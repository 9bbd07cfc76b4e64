import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import * as tfl from '@tensorflow/tfjs-layers';
import {describe, expect, it} from 'vitest';
import {parseModelJson} from '../../../../src/formats/tfjs/model-json';
import {requireLayersModel} from '../../../../src/formats/tfjs/require-layers-model';
import {createModel} from '../../../../src/models/create-model';
import {expectAlexNetError} from '../../../support/matchers';

type Layer = Record<string, unknown>;

const layer = (name: string, ...inputs: unknown[][]): Layer => ({
  class_name: inputs.length === 0 ? 'InputLayer' : 'Dense',
  name,
  config: {name},
  inbound_nodes: inputs,
});
const from = (name: string, call = 0, output = 0): unknown[] => [name, call, output, {}];

/** A model.json of these layers, whose input is the first and whose output is the last. */
function graph(layers: Layer[], change: Layer = {}): object {
  const config = {
    name: 'net',
    layers,
    input_layers: [[layers[0]?.name, 0, 0]],
    output_layers: [[layers.at(-1)?.name, 0, 0]],
    ...change,
  };
  return {modelTopology: {class_name: 'Model', config}, weightsManifest: []};
}
const check = (json: object): void => {
  requireLayersModel(parseModelJson(json, 'model.json'));
};
const chain = [layer('a'), layer('b', [from('a')]), layer('c', [from('b')])];

/** What tfjs writes for a model. */
async function saved(model: tfl.LayersModel): Promise<object> {
  let json: object = {};
  await model.save(
    tf.io.withSaveHandler(({modelTopology}) => {
      json = {modelTopology, weightsManifest: []};
      return Promise.resolve({modelArtifactsInfo: {dateSaved: new Date(0), modelTopologyType: 'JSON'}});
    }),
  );
  return JSON.parse(JSON.stringify(json)) as object;
}

describe('requireLayersModel', () => {
  it('takes what tfjs saves: shared layers, several inputs, networks within networks and in wrappers', async () => {
    const shared = tfl.layers.dense({units: 3});
    const inner = tfl.sequential({layers: [tfl.layers.dense({units: 3, inputShape: [3]})]});
    const graphInside = (() => {
      const x = tfl.input({shape: [3]});
      return tfl.model({inputs: x, outputs: tfl.layers.dense({units: 3}).apply(x) as tfl.SymbolicTensor});
    })();
    const [a, b] = [tfl.input({shape: [3]}), tfl.input({shape: [3]})];
    const apply = (by: tfl.layers.Layer, x: tfl.SymbolicTensor | tfl.SymbolicTensor[]): tfl.SymbolicTensor =>
      by.apply(x) as tfl.SymbolicTensor;
    const twice = apply(shared, apply(shared, a));
    const joined = apply(tfl.layers.add(), [twice, apply(inner, b), apply(graphInside, b)]);
    const model = tfl.model({inputs: [a, b], outputs: [joined, apply(graphInside, joined)]});
    const wrapped = tfl.sequential({
      layers: [tfl.layers.timeDistributed({layer: graphInside, inputShape: [2, 3]})],
    });
    for (const one of [model, wrapped, inner, createModel('lenet5', {seed: 1})]) {
      const json = await saved(one);
      check(json);
      // And so does tfjs.
      const {modelTopology} = json as {modelTopology: Parameters<typeof tfl.models.modelFromJSON>[0]};
      expect(await tfl.models.modelFromJSON(modelTopology)).toBeInstanceOf(tfl.LayersModel);
    }
  });

  it('takes the form of Keras, and layers in any order', () => {
    const {modelTopology} = graph([chain[0]!, chain[2]!, chain[1]!]) as {modelTopology: object};
    check({modelTopology: {keras_version: '2.12', model_config: modelTopology}, weightsManifest: []});
  });

  it.each<[string, object, ...string[]]>([
    ['no topology', {weightsManifest: []}, 'there is no model in it'],
    ['a graph model', {modelTopology: {}, format: 'graph-model', weightsManifest: []}, 'graph model'],
    [
      'a connection that names nothing',
      graph([chain[0]!, layer('relu1', [from('a')]), layer('conv2', [from('redu1')])]),
      '"redu1" in layer "conv2"',
      '"relu1" perhaps',
    ],
    [
      'layers in a circle',
      graph([chain[0]!, layer('b', [from('c')]), layer('c', [from('b')])]),
      'wait for one another',
      '"b" waits for "c"; "c" waits for "b"',
    ],
    ['a layer that waits for itself', graph([chain[0]!, layer('b', [from('b')])]), '"b" waits for "b"'],
    ['a call that does not exist', graph([chain[0]!, layer('b', [from('a', 1)])]), '"b" waits for "a"'],
    [
      'a call without inputs',
      graph([chain[0]!, layer('b', []), layer('c', [from('b')])]),
      '"c" waits for "b"',
    ],
    ['an infinite call', graph([chain[0]!, layer('b', [from('a', Infinity)])]), 'a connection of b'],
    ['a name twice', graph([chain[0]!, chain[1]!, chain[1]!]), '"b" twice'],
    ['a layer with two names', graph([chain[0]!, {...chain[1], config: {name: 'x'}}]), '"inbound_nodes"'],
    ['inputs that are no list', graph([{...chain[0], inbound_nodes: 7}]), '"inbound_nodes"'],
    ['calls as objects', graph([chain[0]!, {...chain[1], inbound_nodes: [{args: []}]}]), '"inbound_nodes"'],
    ['an output that does not exist', graph(chain, {output_layers: [['d', 0, 0]]}), '"d" in the list'],
    ['an output of no call', graph(chain, {output_layers: [['c', 1, 0]]}), 'call 1 of layer "c"'],
    ['no inputs', graph(chain, {input_layers: []}), 'no inputs'],
    ['no layers', graph(chain, {layers: {}}), 'list of layers'],
    [
      'a circle in a network within a layer',
      graph([
        chain[0]!,
        {
          ...layer('b', [from('a')]),
          config: {
            name: 'b',
            layer: (graph([chain[0]!, layer('c', [from('c')])]) as {modelTopology: object}).modelTopology,
          },
        },
      ]),
      '"c" waits for "c"',
    ],
    [
      'a circle written in camelCase',
      {
        modelTopology: {
          className: '_model',
          config: {
            name: 'net',
            layers: [{className: 'Dense', name: 'b', config: {name: 'b'}, inboundNodes: [[from('b')]]}],
            inputLayers: [from('b')],
            outputLayers: [from('b')],
          },
        },
        weightsManifest: [],
      },
      '"b" waits for "b"',
    ],
  ])('refuses %s', async (_what, json, ...fragments) => {
    await expectAlexNetError(
      () => {
        check(json);
      },
      'bad-weights',
      'model.json',
      'fix:',
      ...fragments,
    );
  });

  it('refuses weights of a dtype that tf.loadLayersModel does not read', async () => {
    const group = {paths: ['w'], weights: [{name: 'w', shape: [1], dtype: 'uint8'}]};
    await expectAlexNetError(
      () => {
        check({...graph(chain), weightsManifest: [group]});
      },
      'bad-weights',
      '"w"',
      'uint8',
    );
  });

  it('takes layers in the worst order, and refuses so many that tfjs would not end', async () => {
    const reversed = (count: number): object => {
      const names = Array.from({length: count}, (_, i) => `b${i}`);
      return graph([layer('a'), ...names.map((name, i) => layer(name, [from(names[i + 1] ?? 'a')]))]);
    };
    check(reversed(500));
    await expectAlexNetError(
      () => {
        check(reversed(9000));
      },
      'bad-weights',
      '9001 layers',
      'takes too long',
    );
  });
});
