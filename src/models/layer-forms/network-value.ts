/** A network in the making, as the readers of definitions see it. */
import type {LayerRow} from '../../presets/layer-row';

/** A segment of a vector: a flattened image, or plain numbers ([1, 1, count]). */
export type FlattenedPart = readonly [height: number, width: number, channels: number];

/** A value between two layers of a definition. */
export interface NetworkValue {
  /** The row that makes it, or 'data'. */
  row: string;
  /** Without the batch: [height, width, channels] or [numbers]. */
  shape: readonly number[];
  /** Of a row of numbers: the images it was flattened from, in order, whose channels-first order weights speak of. */
  parts: readonly FlattenedPart[];
}

/** A row without its name and sources: what {@link RowCollector.add} completes. */
export type RowBody = LayerRow extends infer Row
  ? Row extends LayerRow
    ? Omit<Row, 'name' | 'from'>
    : never
  : never;

/** Collects the rows of a network that is read from a definition, and what cannot be read. */
export interface RowCollector {
  readonly rows: readonly LayerRow[];
  /** Adds a row under a name that tfjs can use, near the wanted one, and returns what it makes. */
  add(wanted: string, body: RowBody, sources: readonly NetworkValue[]): NetworkValue;
  /** The value as one row of numbers: an image is flattened. */
  flatten(value: NetworkValue, before: string): NetworkValue;
  /** Whether the value is an image; numbers that were pooled over a whole map count as none. */
  isImage(value: NetworkValue): boolean;
  /** Notes that something goes by the size of a value: its row is no end of the network. */
  refer(value: NetworkValue): void;
  /** Changes the row of this name. */
  replace(name: string, change: (row: LayerRow) => LayerRow): void;
  /** Ends the reading of a layer that is not supported. */
  refuse(layer: string, problem: string): never;
}

/** Height and width of an image. */
export function sidesOf({shape: [height = 1, width = 1]}: NetworkValue): [number, number] {
  return [height, width];
}

/** Length of the last axis. */
export function countOfLast({shape}: NetworkValue): number {
  return shape[shape.length - 1] ?? 1;
}
