import {decodePhoto} from '../data/decode-photo.node.js';
import type {OpenedPhotos} from '../data/open-photos.node.js';

/** Photos above which the network of the paper is worth its time. */
const ENOUGH_PHOTOS = 20_000;
/** Photos below which a network from scratch stays far behind a pretrained one. */
const FEW_PHOTOS = 1_000;
/** Pixels of the shorter side up to which the networks for CIFAR-10 fit. */
const TINY_PX = 48;
/** Photos whose sizes are looked at. */
const SAMPLED = 5;

/**
 * Returns what to type instead of training the network of the paper, which is the default, on few or tiny photos; undefined
 * where it fits.
 */
export async function suggestNetwork({
  count,
  encoded,
}: Pick<OpenedPhotos, 'count' | 'encoded'>): Promise<string | undefined> {
  if (count >= ENOUGH_PHOTOS) {
    return undefined;
  }
  const stride = Math.max(1, Math.floor(count / SAMPLED));
  const sides: number[] = [];
  for (let i = 0; i < count && sides.length < SAMPLED; i += stride) {
    const {height, width} = await decodePhoto(await encoded(i));
    sides.push(Math.min(height, width));
  }
  const side = sides.sort((a, b) => a - b)[Math.floor(sides.length / 2)] ?? Infinity;
  const small = side <= TINY_PX ? '--preset cifar10-quick' : '--recipe small-data';
  const what = side <= TINY_PX ? `${count} training photos of ${side} pixels` : `${count} training photos`;
  return (
    `The default network, alexnet, has 60 million parameters: it learns slowly from ${what}. Faster and better are ` +
    (count < FEW_PHOTOS && side > TINY_PX
      ? `--recipe transfer (pretrained features), or from scratch ${small}.`
      : `${small} (from scratch), or --recipe transfer (pretrained features).`)
  );
}
