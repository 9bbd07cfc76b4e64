import type {ReadCaffe} from '../../models/layer-forms/caffe-reading';
import type {LayerForms} from '../../models/layer-forms/layer-forms';
import {LAYER_FORMS} from '../../models/layer-kinds/layer-kinds';

/** The reader of a type of Caffe layer; undefined for a type that no kind of layer has. */
export function caffeReader(type: string): ReadCaffe | undefined {
  const forms = Object.values(LAYER_FORMS).find(({caffe}) => Object.hasOwn(caffe, type));
  return forms?.caffe[type];
}

/** Whether layers of this type take images only. */
export function takesCaffeImages(type: string): boolean {
  return Object.values<LayerForms>(LAYER_FORMS).some(
    ({caffe, takesImages}) => takesImages && Object.hasOwn(caffe, type),
  );
}

/** All that is read, and what is skipped, for messages. */
export function caffeSupported(): string {
  const types = Object.values(LAYER_FORMS).flatMap(({caffe}) => Object.keys(caffe));
  return `layers of the types ${types.join(', ')}, Split and inputs`;
}

/** Losses and measures: what training adds to a network. The loss that holds a softmax is not among them. */
export function isSkipped(type: string): boolean {
  return type === 'Accuracy' || type === 'Silence' || (type.endsWith('Loss') && type !== 'SoftmaxWithLoss');
}
