import type {RgbaPicture} from 'tfjs-alexnet';

/** Draws an image onto a canvas, pixel by pixel; the style sheet scales it. */
export function paint(canvas: HTMLCanvasElement, {width, height, data}: RgbaPicture): void {
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  canvas.getContext('2d')?.putImageData(new ImageData(new Uint8ClampedArray(data), width, height), 0, 0);
}
