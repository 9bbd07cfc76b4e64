import {requireFields} from '../core/structured-argument';

/** Throws if options lack the preprocessing. */
export function requirePreprocessing(where: string, options: {preprocessing: unknown}): void {
  const given = options as {preprocessing: unknown} | null | undefined;
  requireFields(where, 'preprocessing', given?.preprocessing, {
    what: 'the preprocessing of the network',
    fields: ['inputShape', 'resizeShorterSide', 'mean', 'classes'],
    fix: 'pass {preprocessing}, as it comes with the model: const {model, preprocessing} = await openModel(directory)',
  });
}
