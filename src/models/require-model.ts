import {requireFields, type StructuredArgument} from '../core/structured-argument';

/** The input of a network for one image, a tensor: for `requireFields`. */
export const IMAGE_INPUT: StructuredArgument = {
  what: 'a tensor',
  fields: ['shape', 'dtype', 'rank'],
  fix: 'pass [1, height, width, channels], as evaluationTransform(preprocessing) makes it of images',
};

/** Throws if a value is not a network of tf.layers. */
export function requireModel(where: string, model: unknown): void {
  requireFields(where, 'model', model, {
    what: 'a tf.LayersModel',
    fields: ['layers', 'inputs', 'outputs'],
    fix: "pass the network itself: createModel('alexnet'), or `model` of const {model} = await openModel(directory)",
  });
}
