/**
 * How the axes of a tensor in an ONNX graph lie in the output of a row, which is channels last. A Transpose, Reshape or
 * Flatten of the graph changes this record only; rows are made where a layer needs another order (see arrange-onnx.ts).
 *
 * The output of the row is a product of factors: an image is height × width × channels. Each axis of the graph's tensor is
 * made of some of them: channels first, these are [channels], [height], [width]; flattened, [channels, height, width]; with
 * shuffled channels, the channels are two factors.
 */
import {countOf} from '../../core/named-array';
import type {FlattenedPart, NetworkValue} from './network-value';

/** The axes of a graph's tensor, behind its batch. */
export interface OnnxView {
  /** Sizes whose product is the output of the row, the slowest first. */
  factors: readonly number[];
  /** For each axis of the tensor: the factors that it is made of, the slowest first; none where its size is 1. */
  axes: readonly (readonly number[])[];
}

/** A view without the factors of size 1, which have no order. */
export function makeView(factors: readonly number[], axes: readonly (readonly number[])[]): OnnxView {
  return {factors, axes: axes.map(axis => axis.filter(factor => factors[factor] !== 1))};
}

/** The usual view of a value: an image has its channels first, a row of numbers the order of the image that it was. */
export function usualView({shape, parts}: NetworkValue): OnnxView {
  const [first, ...others] = parts;
  if (shape.length === 3) {
    return makeView(shape, [[2], [0], [1]]);
  }
  return shape.length === 1 && first !== undefined && others.length === 0 && countOf(first) === countOf(shape)
    ? makeView(first, [[2, 0, 1]])
    : makeView(
        shape,
        shape.map((_, axis) => [axis]),
      );
}

/** Sizes of the tensor's axes. */
export function viewSizes({factors, axes}: OnnxView): number[] {
  return axes.map(axis => countOf(axis.map(factor => factors[factor] ?? 1)));
}

/** Whether two tensors have the same order in the outputs of their rows. */
export function sameView(a: OnnxView, b: OnnxView): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The view with axes of other sizes; undefined where these do not divide the factors. */
export function reshapeView({factors, axes}: OnnxView, sizes: readonly number[]): OnnxView | undefined {
  const queue = axes.flat().map(factor => ({factor, size: factors[factor] ?? 1}));
  const pieces = factors.map((): number[] => []);
  const targets: [factor: number, piece: number][][] = [];
  for (const size of sizes) {
    const target: [number, number][] = [];
    let open = size;
    while (open > 1) {
      const [next] = queue;
      const list = pieces[next?.factor ?? -1];
      if (next === undefined || list === undefined) {
        return undefined;
      }
      const taken = Math.min(next.size, open);
      if (Math.max(next.size, open) % taken !== 0) {
        return undefined;
      }
      target.push([next.factor, list.length]);
      list.push(taken);
      next.size /= taken;
      open /= taken;
      if (next.size === 1) {
        queue.shift();
      }
    }
    targets.push(target);
  }
  if (queue.length > 0) {
    return undefined;
  }
  const split = pieces.map(list => (list.length === 0 ? [1] : list));
  const starts = split.map((_, i) => split.slice(0, i).flat().length);
  return {
    factors: split.flat(),
    axes: targets.map(target => target.map(([factor, piece]) => (starts[factor] ?? 0) + piece)),
  };
}

/** The factors of each axis of the row's output; undefined where a factor crosses two axes. */
export function factorsOfShape({factors}: OnnxView, shape: readonly number[]): number[][] | undefined {
  const groups: number[][] = [];
  let next = 0;
  for (const size of shape) {
    const group: number[] = [];
    let product = 1;
    while (product < size && next < factors.length) {
      product *= factors[next] ?? 1;
      group.push(next);
      next++;
    }
    if (product !== size) {
      return undefined;
    }
    groups.push(group.filter(factor => factors[factor] !== 1));
  }
  return groups;
}

/** The axis of the row's output that is this axis of the tensor, whole; undefined where there is none. */
export function rowAxis(view: OnnxView, shape: readonly number[], axis: number): number | undefined {
  const wanted = view.axes[axis] ?? [];
  const index = (factorsOfShape(view, shape) ?? []).findIndex(
    group => group.length > 0 && group.join() === wanted.join(),
  );
  return index < 0 ? undefined : index;
}

/** The view with another size of one axis of the row, which is a whole axis of the tensor. */
export function withAxisSize(
  {factors, axes}: OnnxView,
  shape: readonly number[],
  axis: number,
  size: number,
): OnnxView {
  const groups = factorsOfShape({factors, axes}, shape) ?? [];
  const own = groups[axis] ?? [];
  // The axis becomes one factor: the first of its own; the others have the size 1.
  const [first] = own;
  const resized = factors.map((old, factor) => (factor === first ? size : own.includes(factor) ? 1 : old));
  return makeView(resized, axes);
}

/**
 * For a row of numbers: the images whose channels-first order is that of the tensor; undefined where its order is another
 * one.
 */
export function partsOfView({factors, axes}: OnnxView): FlattenedPart[] | undefined {
  const order = axes.flat();
  const size = (some: readonly number[]): number => countOf(some.map(factor => factors[factor] ?? 1));
  const start = order.indexOf(Math.min(...order));
  const [behind, before] = [order.slice(0, start), order.slice(start)];
  const isRotated = [...before, ...behind].every((factor, i, all) => i === 0 || factor > (all[i - 1] ?? -1));
  if (!isRotated) {
    return undefined;
  }
  if (behind.length === 0) {
    return [[1, 1, size(order)]];
  }
  const [height = 1, ...rest] = before.map(factor => factors[factor] ?? 1);
  return [[height, countOf(rest), size(behind)]];
}
