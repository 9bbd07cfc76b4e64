import type {PretrainedWeights} from 'tfjs-alexnet';
import type {Trainer, TrainerPreparing, TrainerWeightsInfo} from 'tfjs-alexnet/worker';
import type {WeightsInfo} from '../protocol';

/** SqueezeNet is small: 5 MB. */
export const PRETRAINED = {name: 'squeezenet1.1.imagenet1k-v1', words: 'SqueezeNet 1.1', megabytes: 5};

/**
 * Downloads pretrained weights: those that the host of the page offers, else SqueezeNet from its publisher. Returns undefined
 * where neither can be reached.
 */
export async function downloadWeights(
  trainer: Trainer,
  signal: AbortSignal,
  onPreparing: (preparing: TrainerPreparing) => void,
): Promise<WeightsInfo | undefined> {
  const offered = await offeredWeights(signal);
  for (const source of [...(offered === undefined ? [] : [offered]), PRETRAINED.name]) {
    try {
      const info = await trainer.inspectWeights(source, {retries: 0, signal, onPreparing});
      return {...weightsInfo(info), source};
    } catch (error) {
      signal.throwIfAborted();
      console.warn(error);
    }
  }
  return undefined;
}

/** The record in `weights/pretrained.json` beside the page, of a file in that folder; undefined if there is none. */
async function offeredWeights(signal: AbortSignal): Promise<PretrainedWeights | undefined> {
  const address = new URL('weights/pretrained.json', document.baseURI);
  try {
    const response = await fetch(address, {signal});
    if (!response.ok) {
      return undefined;
    }
    const record = (await response.json()) as PretrainedWeights;
    return {...record, url: new URL(record.url, address).href};
  } catch {
    signal.throwIfAborted();
    // No network, or a host that sends its page for every address.
    return undefined;
  }
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
