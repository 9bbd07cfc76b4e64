/** Principal components of the RGB values of a set of pictures, in units of 0–255. */
export interface RgbComponents {
  /** Variances along the components (eigenvalues of the 3 × 3 covariance), largest first. Unit: (0–255)². */
  eigenvalues: number[];
  /** Row i is the unit vector [r, g, b] that belongs to eigenvalue i. */
  eigenvectors: number[][];
}

/** A mean per pixel, as bytes that survive JSON. */
export interface EncodedMeanImage {
  /** [height, width, channels]; height and width are `resizeShorterSide` or the input's. */
  shape: [number, number, number];
  /** float32, little-endian, rows first, RGB, 0–255 units. */
  base64: string;
}

/**
 * What happens to a photo on its way into one trained network: the content of `preprocessing.json`.
 *
 * In this order: decoded to RGB, shorter side to `resizeShorterSide`, central square, minus the mean, crop to
 * `inputShape`, times `scale`, channels put into `channelOrder`.
 */
export interface Preprocessing {
  /** Of this file's form. */
  version: 1;
  /** Id of the preset that the network was made from. */
  preset?: string;
  /** [height, width, channels] that the network takes. */
  inputShape: [number, number, number];
  /** Pixels of the shorter side, and of the central square that is kept of it. */
  resizeShorterSide: number;
  /** Order in which the network takes the channels. */
  channelOrder: 'rgb' | 'bgr';
  /** Mean per channel (RGB, 0–255 units), subtracted. */
  mean: number[];
  /** Mean per pixel; where it is given it replaces `mean`. */
  meanImage?: EncodedMeanImage;
  /** Factor per channel (RGB), applied after the mean was subtracted. */
  scale: number[];
  /** Principal components of the training photos, for color augmentation. */
  pca?: RgbComponents;
  /** Class names in the order of the network's outputs. */
  classes: string[];
}
