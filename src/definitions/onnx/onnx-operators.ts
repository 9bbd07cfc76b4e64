import type {ReadOnnx} from '../../models/layer-forms/onnx-reading';
import type {LayerForms} from '../../models/layer-forms/layer-forms';
import {LAYER_FORMS} from '../../models/layer-kinds/layer-kinds';
import {ONNX_SIZES} from './onnx-sizes';

/** Returns the reader of an ONNX operator, which is a kind of layer or only reshapes values; else undefined. */
export function onnxReader(operator: string): ReadOnnx | undefined {
  return readers().find(forms => Object.hasOwn(forms, operator))?.[operator];
}

/** Whether this operator takes images only. */
export function takesOnnxImages(operator: string): boolean {
  return Object.values<LayerForms>(LAYER_FORMS).some(
    ({onnx, takesImages}) => takesImages && Object.hasOwn(onnx, operator),
  );
}

/** All operators that are read, for messages. */
export function onnxSupported(): string {
  return `the operators ${readers().flatMap(Object.keys).join(', ')}`;
}

function readers(): Readonly<Record<string, ReadOnnx>>[] {
  return [...Object.values(LAYER_FORMS).map(({onnx}) => onnx), ONNX_SIZES];
}
