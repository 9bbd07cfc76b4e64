/** Images as a trainer takes them. */

/** Pixels row by row, three bytes each (RGB) or four (RGBA, as in `ImageData`; alpha is dropped). */
export interface PixelImage {
  readonly data: Uint8Array | Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

/** An `ImageBitmap`; only a page has these. */
export interface BitmapImage {
  readonly width: number;
  readonly height: number;
  /** Frees its pixels. */
  close(): void;
}

/** A `Blob` or `File`: a photo, or another file. */
export interface PhotoBlob {
  readonly size: number;
  readonly type: string;
  /** Its bytes. */
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** An image: pixels, or a photo as a file has it (JPEG, PNG, …). Its central square is used. */
export type TrainerImage = PixelImage | BitmapImage | PhotoBlob | Uint8Array | ArrayBuffer;

/** Images with labels. */
export interface LabeledImages {
  readonly images: readonly TrainerImage[];
  /** One label per image: a position in the list of classes. */
  readonly labels: ArrayLike<number>;
  /** One name per image. Default '0', '1', … */
  readonly names?: readonly string[];
}
