import type {ConvolutionShape} from '../../../convolution-shape';
import type {WasmHost} from '../host/wasm-host';
import {runProduct, type Activation, type ProductImage} from '../product/product';

/** Addresses of image [batch, height, width, channels], weights [kernelHeight, kernelWidth, channels / groups, filters] and output. */
export interface ConvolutionTensors {
  x: number;
  w: number;
  y: number;
}

/** y = x ∗ w (+ bias, activation). */
export function convolve(
  host: WasmHost,
  shape: ConvolutionShape,
  {x, w, y}: ConvolutionTensors,
  {bias, activation}: {bias?: number | undefined; activation?: Activation} = {},
): void {
  const {channels, filters, groups} = shape;
  const image = windowsOf(shape);
  const perTap = image.channels;
  runProduct(host, {
    rows: shape.batch * shape.outHeight * shape.outWidth,
    columns: filters / groups,
    depth: image.taps.length * perTap,
    groups,
    aKind: 'windows',
    a: x,
    aRow: channels,
    aGroup: channels / groups,
    b: w,
    bTap: perTap * filters,
    bRow: filters,
    bColumn: 1,
    bGroup: filters / groups,
    c: y,
    cRow: filters,
    cGroup: filters / groups,
    bias,
    biasGroup: filters / groups,
    activation,
    image,
  });
}

/** dw from x and dy, which stands in y. */
export function convolveFilterGradient(
  host: WasmHost,
  shape: ConvolutionShape,
  {x, w, y}: ConvolutionTensors,
): void {
  const {channels, filters, groups} = shape;
  const image = windowsOf(shape);
  const rows = image.taps.length * image.channels;
  runProduct(host, {
    rows,
    columns: filters / groups,
    depth: shape.batch * shape.outHeight * shape.outWidth,
    groups,
    aKind: 'windows transposed',
    a: x,
    aRow: channels,
    aGroup: channels / groups,
    b: y,
    bRow: filters,
    bColumn: 1,
    bGroup: filters / groups,
    c: w,
    cRow: filters,
    cGroup: filters / groups,
    cSize: rows * filters,
    image,
  });
}

/** dx, which stands in x, from dy, which stands in y: one product for each residue of the input pixel by the stride. */
export function convolveInputGradient(
  host: WasmHost,
  shape: ConvolutionShape,
  {x, w, y}: ConvolutionTensors,
): void {
  const {height, width, channels, filters, groups, strideHeight, strideWidth, kernelWidth} = shape;
  for (let row = 0; row < Math.min(strideHeight, height); row++) {
    for (let column = 0; column < Math.min(strideWidth, width); column++) {
      const gridHeight = Math.ceil((height - row) / strideHeight);
      const gridWidth = Math.ceil((width - column) / strideWidth);
      const vertical = reaching(row + shape.top, shape.kernelHeight, strideHeight, shape.dilationHeight);
      const horizontal = reaching(column + shape.left, kernelWidth, strideWidth, shape.dilationWidth);
      const taps = vertical.flatMap(([r, dy]) =>
        horizontal.map(([s, dx]) => [dy, dx, r * kernelWidth + s] as const),
      );
      runProduct(host, {
        rows: shape.batch * gridHeight * gridWidth,
        columns: channels / groups,
        depth: (taps.length * filters) / groups,
        groups,
        aKind: 'windows',
        a: y,
        aRow: filters,
        aGroup: filters / groups,
        b: w,
        bTap: (channels / groups) * filters,
        bRow: 1,
        bColumn: filters,
        bGroup: filters / groups,
        c: x,
        cRow: channels,
        cGroup: channels / groups,
        image: {
          height: shape.outHeight,
          width: shape.outWidth,
          channels: filters / groups,
          taps,
          gridHeight,
          gridWidth,
          stepY: 1,
          stepX: 1,
          inside: false,
        },
        scatter:
          strideHeight === 1 && strideWidth === 1
            ? undefined
            : {
                outHeight: height,
                outWidth: width,
                stepY: strideHeight,
                stepX: strideWidth,
                y: row,
                x: column,
              },
      });
    }
  }
}

/** The taps of a kernel that reach pixels of one residue, and where, counted in output pixels, they come from. */
function reaching(
  residue: number,
  kernel: number,
  stride: number,
  dilation: number,
): (readonly [tap: number, offset: number])[] {
  return Array.from({length: kernel}, (_, tap) => [tap, (residue - tap * dilation) / stride] as const).filter(
    ([, offset]) => Number.isInteger(offset),
  );
}

/** The windows of the forward pass. Where rows of the kernel lie side by side in memory, a row is one tap. */
function windowsOf(shape: ConvolutionShape): ProductImage {
  const {height, width, kernelHeight, kernelWidth, top, left, dilationHeight, dilationWidth} = shape;
  const {groups, channels, outHeight, outWidth, strideHeight, strideWidth} = shape;
  const insideX = left === 0 && (outWidth - 1) * strideWidth + (kernelWidth - 1) * dilationWidth < width;
  const insideY = top === 0 && (outHeight - 1) * strideHeight + (kernelHeight - 1) * dilationHeight < height;
  const joined = groups === 1 && dilationWidth === 1 && insideX;
  const columns = joined ? 1 : kernelWidth;
  const taps = Array.from({length: kernelHeight * columns}, (_, tap) => {
    const r = Math.floor(tap / columns);
    return [r * dilationHeight - top, (tap - r * columns) * dilationWidth - left, tap] as const;
  });
  return {
    height,
    width,
    channels: (channels / groups) * (joined ? kernelWidth : 1),
    taps,
    gridHeight: outHeight,
    gridWidth: outWidth,
    stepY: strideHeight,
    stepX: strideWidth,
    inside: insideX && insideY,
  };
}
