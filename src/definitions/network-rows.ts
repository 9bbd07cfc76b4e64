import {show} from '../core/check';
import {AlexNetError} from '../errors';
import type {LayerRow} from '../presets/layer-row';
import {INPUT_NAME} from '../models/connect-rows';
import type {NetworkValue, RowBody, RowCollector} from '../models/layer-forms/network-value';
import {kindOf, LAYER_FORMS} from '../models/layer-kinds/layer-kinds';
import {rowName} from './row-name';

/** TensorFlow.js walks a network by recursion, which ends at a few thousand layers; the deepest of this era has 100. */
const MAX_ROWS = 1000;
/** Weights of a layer: 2 GB of float32, five times OverFeat's largest. */
const MAX_LENGTH = 2 ** 29;

/** Error for a layer that is not supported. */
class Refusal extends Error {
  constructor(
    readonly layer: string,
    problem: string,
  ) {
    super(problem);
  }
}

/**
 * Collects the rows of a network that is read from somebody's definition, and all that cannot be read. Shapes are known
 * at every step, so that a flatten row stands exactly where an image becomes numbers.
 */
export class NetworkRows implements RowCollector {
  readonly rows: LayerRow[] = [];
  /** Problems that were noted, each with its layer. */
  readonly problems: string[] = [];
  /** Rows whose output something refers to beside the rows that take it. */
  readonly referred = new Set<string>();
  readonly #values = new Map<string, NetworkValue>();
  readonly #names = new Set<string>([INPUT_NAME]);

  constructor(private readonly where: string) {}

  /** The input of the network. */
  input(shape: readonly number[]): NetworkValue {
    const value: NetworkValue = {row: INPUT_NAME, shape, parts: []};
    this.#values.set(INPUT_NAME, value);
    return value;
  }

  /** Adds a row under a name that tfjs can use, close to the wanted one, and returns its output value. */
  add(wanted: string, body: RowBody, given: readonly NetworkValue[]): NetworkValue {
    // tfjs frees a value after its last layer has taken it, and counts a layer that takes it twice as one.
    const sources = given.map((source, i) =>
      source.row === INPUT_NAME || given.findIndex(({row}) => row === source.row) === i
        ? source
        : this.#copy(source, wanted),
    );
    const name = this.#freeName(wanted);
    const from = sources.map(source => source.row);
    const single = from.length === 1 ? from[0] : from;
    const row = {...body, name, from: single} as LayerRow;
    const {outputShape, parameters} = kindOf(row).plan(
      row,
      sources.map(source => source.shape),
      {classes: 2, where: `${this.where}, layer "${name}"`},
    );
    if (outputShape.some(length => length < 1)) {
      throw new AlexNetError({
        code: 'bad-shape',
        where: `${this.where}, layer "${name}"`,
        problem: 'nothing is left of the image.',
        expected: 'an output of at least 1 × 1',
        received: `[${(sources[0]?.shape ?? []).join(', ')}] before it`,
        fix: 'pass a larger inputShape',
      });
    }
    const largest = Math.max(parameters, ...outputShape);
    if (largest > MAX_LENGTH || this.rows.length >= MAX_ROWS) {
      throw new AlexNetError({
        code: 'unsupported',
        where: `${this.where}, layer "${name}"`,
        problem: 'the network is larger than any that could be made here.',
        expected: `up to ${MAX_ROWS} layers, in each up to ${MAX_LENGTH} weights and values to a side`,
        received: `${this.rows.length + 1} layers, ${largest} in the last`,
        fix: 'see that the definition is what it should be, and that it is not damaged',
      });
    }
    this.rows.push(row);
    const {partsOf = ([source]) => source?.parts ?? []} = LAYER_FORMS[row.kind];
    const parts = outputShape.length === 1 ? partsOf(sources, outputShape) : [];
    const value: NetworkValue = {row: name, shape: outputShape, parts};
    this.#values.set(name, value);
    return value;
  }

  /** The value as one row of numbers: an image is flattened, under the name 'flatten' where that is free. */
  flatten(value: NetworkValue, before: string): NetworkValue {
    if (value.shape.length === 1) {
      return value;
    }
    return this.add(this.#names.has('flatten') ? `${before}_flatten` : 'flatten', {kind: 'flatten'}, [value]);
  }

  /** The value as an image; numbers that were pooled over a whole map count as one of 1 × 1, which cannot be had back. */
  isImage(value: NetworkValue): boolean {
    return value.shape.length === 3;
  }

  /** Notes that something goes by the size of a value: its row is no end of the network. */
  refer({row}: NetworkValue): void {
    this.referred.add(row);
  }

  /** Changes the row of this name. */
  replace(name: string, change: (row: LayerRow) => LayerRow): void {
    const index = this.rows.findIndex(row => row.name === name);
    const row = this.rows[index];
    if (row !== undefined) {
      this.rows[index] = change(row);
    }
  }

  /** Output value of this row. */
  valueOf(name: string): NetworkValue | undefined {
    return this.#values.get(name);
  }

  /** Notes something that is not supported, and continues. */
  note(layer: string, problem: string): void {
    this.problems.push(`layer "${layer}": ${problem}`);
  }

  /** Stops reading a layer that is not supported; {@link attempt} notes it and continues. */
  refuse(layer: string, problem: string): never {
    throw new Refusal(layer, problem);
  }

  /** Returns the result of `read`, or undefined where it was refused. */
  attempt<T>(read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof Refusal)) {
        throw error;
      }
      this.note(error.layer, error.message);
      return undefined;
    }
  }

  /**
   * Throws all that was refused at once.
   *
   * @param before the last layer that could be read in front of it, if there is one.
   */
  check(supported: string, before?: string): void {
    if (this.problems.length > 0) {
      throw new AlexNetError({
        code: 'unsupported',
        where: this.where,
        problem: `${this.problems.length === 1 ? 'one thing is' : `${this.problems.length} things are`} not supported.`,
        expected: supported,
        received: this.problems.slice(0, 5).join('; '),
        fix: `remove or replace the layers named above in the definition${before === undefined ? '' : `, or end in front of them: ${endAt(before)}`}`,
        details: this.problems,
      });
    }
  }

  /**
   * The rows that lead to `output`, last that one; `from` is left out where it is the row before. A definition with more
   * than one end must say which is meant.
   */
  finish(output: NetworkValue): LayerRow[] {
    const byName = new Map(this.rows.map(row => [row.name, row]));
    const needed = new Set<string>();
    const queue = [output.row];
    for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
      const row = byName.get(name);
      if (row !== undefined && !needed.has(name)) {
        needed.add(name);
        queue.push(...sourcesOf(row));
      }
    }
    const kept = this.rows.filter(row => needed.has(row.name));
    const last = byName.get(output.row);
    const ordered = last === undefined ? kept : [...kept.filter(row => row !== last), last];
    return ordered.map((row, index) => {
      const previous = index === 0 ? INPUT_NAME : ordered[index - 1]?.name;
      const [source, ...others] = sourcesOf(row);
      if (others.length > 0 || source !== previous || kindOf(row).joins) {
        return row;
      }
      const {from: _, ...rest} = row;
      return rest as LayerRow;
    });
  }

  #copy(source: NetworkValue, wanted: string): NetworkValue {
    const copy = this.add(`${wanted}_copy`, {kind: 'reshape', shape: source.shape}, [source]);
    return {...copy, parts: source.parts};
  }

  #freeName(wanted: string): string {
    const clean = rowName(wanted) || 'layer';
    let name = clean;
    for (let number = 2; this.#names.has(name); number++) {
      name = `${clean}_${number}`;
    }
    this.#names.add(name);
    return name;
  }
}

/** How to say where a network ends, in a program and on the command line. */
export function endAt(layer: string): string {
  return `output: ${show(layer)} (--end-at ${layer})`;
}

/** The names of the rows that feed a row. */
export function sourcesOf(row: LayerRow): readonly string[] {
  return row.from === undefined ? [] : typeof row.from === 'string' ? [row.from] : row.from;
}
