import {listSome} from '../../core/list-some';
import {AlexNetError} from '../../errors';
import type {LayerRow, NetworkTable} from '../../presets/preset';

/** Layer kinds that `job_network.py` computes: those of the presets. */
export const TORCH_KINDS: readonly LayerRow['kind'][] = [
  'conv',
  'dense',
  'lrn',
  'spatialLrn',
  'maxPool',
  'avgPool',
  'batchNorm',
  'globalAvgPool',
  'activation',
  'dropout',
  'flatten',
  'concat',
  'softmax',
];

/** Throws `unsupported` where a network has a layer that `job_network.py` does not compute, or no softmax at its end. */
export function requireTorchTable({id, layers}: Pick<NetworkTable, 'id' | 'layers'>): void {
  const others = layers.filter(row => !TORCH_KINDS.includes(row.kind) || isLogSoftmax(row));
  const early = layers.slice(0, -1).filter(({kind}) => kind === 'softmax');
  const isClassifier = layers.at(-1)?.kind === 'softmax';
  if (others.length > 0 || early.length > 0 || !isClassifier) {
    const shown = [...others, ...early].map(({name, kind}) => `${name} (${kind})`);
    throw new AlexNetError({
      code: 'unsupported',
      where: `training job of network "${id}"`,
      problem: isClassifier
        ? 'its PyTorch program has no such layers.'
        : 'the last layer of the network is no softmax.',
      expected: `layers of the kinds ${TORCH_KINDS.join(', ')}, the softmax at the end`,
      received: isClassifier ? listSome(shown) : `${layers.at(-1)?.kind ?? 'no layer'} at the end`,
      fix: 'train this network here (alexnet train), or choose a preset (alexnet describe)',
    });
  }
}

function isLogSoftmax(row: LayerRow): boolean {
  return row.kind === 'activation' && row.activation === 'logSoftmax';
}
