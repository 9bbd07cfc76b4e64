import type {Trainer, TrainerPreparing, TrainerWeightsInfo} from 'tfjs-alexnet/worker';
import type {WeightsInfo} from '../protocol';

/** SqueezeNet is small: 5 MB. */
export const PRETRAINED = {name: 'squeezenet1.1.imagenet1k-v1', words: 'SqueezeNet 1.1', megabytes: 5};

/**
 * Downloads pretrained weights: from the folder `weights` beside the page, where the host has put the file, else from their
 * publisher. Returns undefined where neither can be reached.
 */
export async function downloadWeights(
  trainer: Trainer,
  signal: AbortSignal,
  onPreparing: (preparing: TrainerPreparing) => void,
): Promise<WeightsInfo | undefined> {
  const beside = new URL('weights', document.baseURI).href;
  for (const mirror of [{mirror: beside}, {}]) {
    try {
      const options = {...mirror, retries: 0, signal, onPreparing};
      const info = await trainer.inspectWeights(PRETRAINED.name, options);
      return {...weightsInfo(info), source: PRETRAINED.name, ...mirror};
    } catch (error) {
      signal.throwIfAborted();
      console.warn(error);
    }
  }
  return undefined;
}

/** What the page shows of weights. */
export function weightsInfo({
  name,
  preset,
  classes,
}: TrainerWeightsInfo): Pick<WeightsInfo, 'file' | 'preset' | 'words'> {
  return {
    file: name,
    preset,
    words: `${preset} with ${classes} classes; all its layers but the last are used as pretrained layers.`,
  };
}
