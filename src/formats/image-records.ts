/** Labeled images of one size in a file. */
export interface ImageRecords {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  /** One label per image. */
  readonly labels: Uint8Array;
  /** Returns an image: bytes [height, width, 3], RGB; gray is repeated three times. */
  pixels(index: number): Uint8Array;
}
