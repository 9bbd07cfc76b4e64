import {checksFor} from '../../../core/check';
import {AlexNetError} from '../../../errors';
import {constantPadding} from '../../../layers/constant-padding';
import type {PadRow} from '../../../presets/layer-row';
import type {LayerForms} from '../../layer-forms/layer-forms';
import {graphAxis} from '../../layer-forms/onnx-writing';
import type {KindTraits, LayerKind, MakeLayer} from '../layer-kind';

/** A constant around the axes behind the batch. */
export const pad: LayerKind<PadRow, 'ConstantPadding'> = {
  plan({padding}, [input = []], {where}) {
    padding.flat().forEach(border => checksFor(where).integer('padding', border));
    if (padding.length !== input.length) {
      throw new AlexNetError({
        code: 'bad-shape',
        where,
        problem: 'the padding does not name each axis.',
        expected: `${input.length} pairs of borders`,
        received: `${padding.length} pairs`,
        fix: 'write [0, 0] for an axis without a border',
      });
    }
    return {
      outputShape: input.map((size, axis) => size + (padding[axis]?.[0] ?? 0) + (padding[axis]?.[1] ?? 0)),
      parameters: 0,
      multiplyAdds: 0,
    };
  },
  className: () => 'ConstantPadding',
};

/** The layer of a row. */
export const makePad: MakeLayer<PadRow> = ({name, padding, value = 0}) =>
  constantPadding({name, padding, value});

/** Class names and weights of the layers. */
export const padTraits: KindTraits<'ConstantPadding'> = {
  classes: {ConstantPadding: {}},
  weights: {},
};

/** A border of a constant in ONNX; for reading see zero-pad.ts. */
export const padForms: LayerForms<'ConstantPadding'> = {
  caffe: {},
  onnx: {},
  writeOnnx: {
    ConstantPadding({name, config, inputShapes}, graph, [x]) {
      const padding = config.padding as [number, number][];
      const rank = inputShapes[0]?.length ?? 0;
      const widths = new Array<number>(2 * (rank + 1)).fill(0);
      padding.forEach(([before, behind], axis) => {
        widths[graphAxis(axis, rank)] = before;
        widths[rank + 1 + graphAxis(axis, rank)] = behind;
      });
      const value = config.value === 'lowest' ? -3.4028234663852886e38 : Number(config.value);
      graph.add('Pad', name, [
        x,
        graph.integers(`${name}/pads`, widths),
        graph.constant(`${name}/value`, [], [value]),
      ]);
    },
  },
  partsOf: (_, [count = 1]) => [[1, 1, count]],
};
