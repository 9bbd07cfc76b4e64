import {expect, it} from 'vitest';
import {NetworkRows} from '../../../../src/definitions/network-rows';
import {
  constantAt,
  constantNumbers,
  firstFlow,
  integerOf,
  made,
  nodeName,
  numbersOf,
  textOf,
  valueFlow,
  type OnnxFlow,
  type OnnxRowsContext,
} from '../../../../src/models/layer-forms/onnx-reading';
import {countingArray, onnxNode} from '../../../support/onnx-graph';
import {expectAlexNetError} from '../../../support/matchers';

it('reads inputs and attributes of a node, and refuses a node whose input is not what it must be', async () => {
  const rows = new NetworkRows('here');
  const value = rows.input([2, 2, 1]);
  const array = countingArray('w', [2]);
  const context: OnnxRowsContext = {
    rows,
    flows: new Map<string, OnnxFlow>([
      ['x', made(value)],
      ['w', {kind: 'constant' as const, array}],
    ]),
    weights: [],
    used: new Set(),
    derived: [],
    batch: undefined,
    takeScaling: () => undefined,
    opset: 13,
    fuse: () => false,
    wantsImage: () => false,
    usesOf: () => 1,
  };
  const node = onnxNode('Conv', 'c', ['x', 'w'], {group: 2, pads: [1, 2], auto_pad: 'VALID'});
  expect([constantAt(node, 0, context), constantAt(node, 1, context)]).toEqual([undefined, array]);
  expect([...context.used]).toEqual(['w']);
  expect([firstFlow(node, context), valueFlow(node, context)]).toEqual([made(value), made(value)]);
  expect([integerOf(node, 'group', 1), integerOf(node, 'x', 0)]).toEqual([2, 0]);
  expect([numbersOf(node, 'pads', []), numbersOf(node, 'group', [])]).toEqual([[1, 2], []]);
  expect([textOf(node, 'auto_pad', ''), textOf(node, 'pads', 'none')]).toEqual(['VALID', 'none']);
  expect(constantNumbers(countingArray('many', [65]))).toBeUndefined();
  expect(constantNumbers(array)).toHaveLength(2);
  expect([nodeName(node), nodeName({...node, name: ''})]).toEqual(['c', 'c']);
  rows.attempt(() => valueFlow(onnxNode('Relu', 'r', ['w']), context));
  rows.attempt(() => firstFlow(onnxNode('Relu', 's', ['nothing']), context));
  await expectAlexNetError(
    () => {
      rows.check('');
    },
    'unsupported',
    'layer "r": Relu of a constant; layer "s": Relu of nothing',
  );
});
