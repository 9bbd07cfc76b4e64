/**
 * Every preset exported from this library and imported again, at the odd input of presets.json (and, with ALEXNET_FULL_SIZE set, at its
 * published size): by safetensors, npz, ONNX and quantized tfjs files. Where there is a Python with torch, onnx,
 * onnxruntime and safetensors (ALEXNET_PYTHON), PyTorch loads the safetensors and onnxruntime runs the ONNX too.
 */
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {afterAll, afterEach, beforeAll, describe, expect, it} from 'vitest';
import type {NamedArray} from '../../src/core/named-array';
import {nextTurn} from '../../src/core/next-turn';
import {loadWeights} from '../../src/weights/load-weights';
import {quantizedIO} from '../../src/weights/quantized-io';
import {writeNpz} from '../../src/weights/write-npz';
import {writeOnnx} from '../../src/weights/write-onnx';
import {writeSafetensors} from '../../src/weights/write-safetensors';
import {registerLayers} from '../../src/layers/register-layers';
import {buildModel} from '../../src/models/build-model';
import {readModelWeights} from '../../src/models/model-weights';
import {networkFromOnnx} from '../../src/definitions/onnx/network-from-onnx';
import type {LayerRow, Preset} from '../../src/presets/preset';
import {PRESETS} from '../../src/presets/presets';
import {TORCHVISION_MODULES} from '../../src/weights/key-map-torchvision';
import {parseOnnx} from '../../src/formats/onnx/parse-onnx';
import {describeOnBackends} from '../support/backends';
import {withoutDraws} from '../support/without-draws';
import {fillByFormula, formulaValues} from '../support/formula-values';
import {expectClose} from '../support/matchers';
import {findPython, startPython, type PythonProgram} from '../support/python';
import {tidyValues} from '../support/tidy-values';
import golden from './data/presets.json';

const PYTHON = findPython(['torch', 'numpy', 'safetensors', 'onnx', 'onnxruntime']);
const PROGRAM = join(import.meta.dirname, 'check_round_trips.py');

/** Hidden dense layers of 4096 take most of the time and show nothing that 256 do not. */
const HIDDEN = 256;
const FULL_SIZE = process.env.ALEXNET_FULL_SIZE !== undefined;
/** Nor do convolutions of 512 filters show what 96 do not; PyTorch's networks have the published widths. */
const FILTERS = PYTHON !== undefined || FULL_SIZE ? Infinity : 96;

interface Case {
  id: string;
  preset: Preset;
  inputShape: number[];
  classes: number;
  /** The most units of a hidden dense layer. */
  hidden: number;
}

const CASES: Case[] = Object.entries(golden.cases).flatMap(([id, sizes]) => {
  const preset = withoutDraws(PRESETS[id]!);
  const [published, odd] = sizes.map(({inputShape, classes}) => ({id, preset, inputShape, classes}));
  return [{...odd!, hidden: HIDDEN}, ...(FULL_SIZE ? [{...published!, hidden: 4096}] : [])];
});

/** Layers and options that no preset has; they can also be written, read and run. */
const EVERY_LAYER: Case = {
  id: 'every kind of layer',
  inputShape: [13, 11, 3],
  classes: 7,
  hidden: 4096,
  preset: {
    ...PRESETS.lenet5!,
    layers: [
      {
        kind: 'zeroPad',
        name: 'pad',
        padding: [
          [1, 2],
          [0, 3],
        ],
      },
      {
        kind: 'conv',
        name: 'conv1',
        filters: 8,
        kernelSize: [3, 2],
        strides: [1, 2],
        padding: 'same',
        useBias: false,
      },
      {kind: 'batchNorm', name: 'norm1'},
      {kind: 'batchNorm', name: 'plain', affine: false},
      {kind: 'scale', name: 'scale1'},
      {kind: 'scale', name: 'factor', useBias: false},
      {kind: 'activation', name: 'sigmoid1', activation: 'sigmoid'},
      {kind: 'spatialLrn', name: 'norm2', size: 5, alpha: 0.7, beta: 0.6},
      {
        kind: 'conv',
        name: 'left',
        filters: 8,
        kernelSize: 3,
        padding: 2,
        dilation: 2,
        groups: 4,
        activation: 'tanh',
      },
      {kind: 'conv', name: 'right', from: 'norm2', filters: 8, kernelSize: 1, activation: 'sigmoid'},
      {kind: 'eltwise', name: 'sum', operation: 'sum', from: ['left', 'right']},
      {kind: 'eltwise', name: 'product', operation: 'product', from: ['left', 'right']},
      {kind: 'eltwise', name: 'max', operation: 'max', from: ['sum', 'product', 'norm2']},
      {kind: 'concat', name: 'concat', from: ['sum', 'max']},
      {
        kind: 'avgPool',
        name: 'pool1',
        poolSize: 3,
        strides: 2,
        padding: 1,
        ceilMode: true,
        countPadding: false,
      },
      {kind: 'avgPool', name: 'pool2', from: 'concat', poolSize: 3, strides: 2, padding: 1, ceilMode: true},
      {kind: 'maxPool', name: 'pool3', from: 'concat', poolSize: 3, strides: 2, padding: 1, ceilMode: true},
      {kind: 'concat', name: 'pools', from: ['pool1', 'pool2', 'pool3']},
      {kind: 'globalMaxPool', name: 'most'},
      {kind: 'globalAvgPool', name: 'mean', from: 'pools'},
      {kind: 'concat', name: 'numbers', from: ['most', 'mean']},
      {kind: 'scale', name: 'scale2'},
      {kind: 'batchNorm', name: 'norm3'},
      {kind: 'dense', name: 'fc1', units: 20, activation: 'tanh', useBias: false},
      {kind: 'flatten', name: 'flatten', from: 'pools'},
      {kind: 'dense', name: 'fc3', units: 20},
      {kind: 'eltwise', name: 'both', operation: 'sum', from: ['fc1', 'fc3']},
      {kind: 'dropout', name: 'drop1'},
      {kind: 'dense', name: 'fc2', units: 'classes'},
      {kind: 'softmax', name: 'prob'},
    ],
  },
};

function networkOf({preset, inputShape, classes, hidden}: Case): tfl.LayersModel {
  const layers = preset.layers.map((row): LayerRow => {
    if (row.kind === 'dense' && typeof row.units === 'number') {
      return {...row, units: Math.min(row.units, hidden)};
    }
    return row.kind === 'conv' && typeof row.filters === 'number'
      ? {...row, filters: Math.min(row.filters, FILTERS)}
      : row;
  });
  return buildModel({...preset, layers}, {inputShape, classes, activation: 'linear', seed: 1});
}

function keepVariancesPositive(model: tfl.LayersModel): void {
  tf.tidy(() => {
    for (const weight of model.weights.filter(({originalName}) => originalName.endsWith('variance'))) {
      weight.write(tf.add(tf.abs(weight.read()), 0.5));
    }
  });
}

function logitsOf(model: tfl.LayersModel, {inputShape}: Case): Float32Array {
  return tidyValues(() => {
    const pixels = formulaValues(tf.util.sizeFromShape(inputShape), 1000, 8);
    return (model.predict(tf.tensor(pixels, [1, ...inputShape])) as tf.Tensor).dataSync() as Float32Array;
  });
}

/** The largest difference between two arrays, relative to the tolerance: one for each value, or `unit` for all. */
function largestError(
  before: readonly NamedArray[],
  after: readonly NamedArray[],
  unit: (array: NamedArray) => number | ((value: number) => number),
): number {
  const named = (arrays: readonly NamedArray[]): object => arrays.map(({name, shape}) => ({name, shape}));
  expect(named(after)).toEqual(named(before));
  let largest = 0;
  before.forEach((array, i) => {
    const bound = unit(array);
    const [was, is] = [array.data, after[i]!.data];
    for (let at = 0; at < was.length; at++) {
      const value = was[at]!;
      const off = Math.abs(is[at]! - value) / (typeof bound === 'number' ? bound : bound(value));
      largest = off <= largest ? largest : off;
    }
  });
  return largest;
}

/** Half a step of what 11 bits can say, the least of them below 2⁻¹⁴. */
const halfBits = () => (value: number) => Math.max(Math.abs(value) * 2 ** -11, 2 ** -25);

/** Half of 254 steps between the least and the largest value: one of the 256 may be lost in placing zero. */
function byteSteps({data}: NamedArray): number {
  let [least, largest] = [0, 0];
  for (const value of data) {
    least = value < least ? value : least;
    largest = value > largest ? value : largest;
  }
  return (0.5 * (largest - least)) / 254 || 1;
}

describe('the presets that are exported and imported', () => {
  it('are all of them', () => {
    expect([...new Set(CASES.map(({id}) => id))].sort()).toEqual(Object.keys(PRESETS).sort());
  });
});

describeOnBackends(
  'out and in again',
  () => {
    let model: tfl.LayersModel;
    let other: tfl.LayersModel | undefined;
    let logits: Float32Array;
    let python: PythonProgram | undefined;
    const folder = mkdtempSync(join(tmpdir(), 'tfjs-alexnet-round-'));
    const path = (name: string): string => join(folder, name);

    beforeAll(() => {
      registerLayers();
      python = PYTHON === undefined ? undefined : startPython(PYTHON, PROGRAM);
    });
    afterAll(() => {
      python?.end();
      rmSync(folder, {recursive: true, force: true});
    });

    describe.each([...CASES, EVERY_LAYER])('$id at $inputShape', {timeout: 600_000}, testCase => {
      beforeAll(async () => {
        await nextTurn();
        model = networkOf(testCase);
        fillByFormula(model);
        keepVariancesPositive(model);
        logits = logitsOf(model, testCase);
      });
      afterEach(() => {
        other?.dispose();
        other = undefined;
      });
      afterAll(() => {
        model.dispose();
      });

      it.each(['safetensors', 'npz'])('%s: keeps every weight bit for bit', async kind => {
        await nextTurn();
        const bytes =
          kind === 'npz'
            ? await writeNpz(model, {keys: testCase === EVERY_LAYER ? 'own' : 'caffe'})
            : await writeSafetensors(model);
        other = networkOf(testCase);
        const report = await loadWeights(other, bytes);
        expect(report.extra).toEqual([]);
        expect(
          largestError(await readModelWeights(model), await readModelWeights(other), () => () => 1),
        ).toBe(0);
      });

      it('ONNX: keeps the network', async () => {
        await nextTurn();
        const {model: read} = networkFromOnnx(parseOnnx(await writeOnnx(model)));
        other = read;
        if (testCase !== EVERY_LAYER) {
          // A batch normalization without factor and shift gets ones and zeros.
          expect(read.countParams()).toBe(model.countParams());
        }
        expect(logits.every(Number.isFinite)).toBe(true);
        expectClose(logitsOf(read, testCase), logits, 1e-5);
      });

      it.each([
        ['float16', halfBits, 2e-3],
        ['uint8', byteSteps, 0.1],
      ] as const)('tfjs in %s: within half a step', async (to, unit, bound) => {
        await nextTurn();
        let saved: tf.io.ModelArtifacts = {};
        const memory = tf.io.withSaveHandler(artifacts => {
          saved = artifacts;
          return Promise.resolve({modelArtifactsInfo: {dateSaved: new Date(0), modelTopologyType: 'JSON'}});
        });
        await model.save(quantizedIO(memory, {to}));
        other = await tfl.loadLayersModel(tf.io.fromMemory(saved));
        const [before, after] = [await readModelWeights(model), await readModelWeights(other)];
        expect(largestError(before, after, unit)).toBeLessThanOrEqual(1.001);
        expectClose(logitsOf(other, testCase), logits, bound);
      });

      it.skipIf(PYTHON === undefined)(
        'PyTorch and onnxruntime compute the same logits (skipped without Python and its packages: ALEXNET_PYTHON)',
        async () => {
          const layers = model.layers.filter(layer => layer.weights.length > 0).map(({name}) => name);
          const modules = TORCHVISION_MODULES[testCase.id];
          const question: Record<string, unknown> = {
            id: testCase.id,
            inputShape: testCase.inputShape,
            classes: testCase.classes,
            hidden: testCase.hidden,
            layers: layers.map(layer => layer.replaceAll('/', '.')),
            logits: path('logits.f32'),
          };
          const put = (key: string, bytes: Uint8Array): void => {
            question[key] = path(key);
            writeFileSync(path(key), bytes);
          };
          writeFileSync(path('logits.f32'), logits);
          put('onnx', await writeOnnx(model));
          if (testCase !== EVERY_LAYER) {
            put('safetensors', await writeSafetensors(model, {keys: 'torch'}));
          }
          if (modules !== undefined) {
            put('torchvision', await writeSafetensors(model, {keys: 'torchvision', preset: testCase.id}));
            question.torchvisionLayers = layers.map(layer => modules[layer]);
          }
          const answer = (await python!.ask(question)) as Record<string, number>;
          const {largest, ...differences} = answer;
          expect(Object.keys(differences)).toContain('onnx');
          if (process.env.ALEXNET_REPORT !== undefined) {
            console.log(testCase.id, testCase.inputShape.join('×'), JSON.stringify(answer));
          }
          for (const [name, difference] of Object.entries(differences)) {
            expect(difference / Math.max(1, largest!), name).toBeLessThan(1e-5);
            expect(difference, name).toBeLessThan(1e-4);
          }
        },
      );
    });
  },
  ['wasm, compiled kernels'],
);
