/**
 * Checks the network of a `model.json` before TensorFlow.js builds it.
 *
 * TensorFlow.js builds a layer when all its inputs are there, and goes through the list of layers until none is left. It
 * never ends where an input is missing (`Container.fromConfig`): where a connection names a layer or a call that does not
 * exist, or where layers wait for one another. So the same order is tried here first, on names alone.
 *
 * TensorFlow.js converts snake_case keys and texts to camelCase before it reads them, so both forms are read here.
 */
import {nearest, show} from '../../core/check';
import {isRecord} from '../bounded-json';
import {SourceFile, type Damage} from '../source-file';
import {modelDamage, type ModelJson} from './model-json';

/** dtypes that `tf.loadLayersModel` reads. */
const LOADABLE_TYPES: readonly string[] = ['float32', 'int32', 'bool'];
/** Classes of tfjs whose layers are connected by `inbound_nodes`. */
const GRAPH_CLASSES: readonly unknown[] = ['Model', 'Functional'];
/** Visits of a waiting call. tfjs needs one per layer where layers stand in order; in the worst order n² / 2. */
const MAX_VISITS = 2e6;
const MAX_LISTED = 5;
/** For a suggestion: names are compared up to this length, and no more of them than this. */
const MAX_COMPARED = {length: 64, count: 1000};

type Json = Readonly<Record<string, unknown>>;

/** One input of a layer: the n-th output tensor of the n-th call of another layer. */
interface Connection {
  from: string;
  call: number;
}

/** A layer of a graph, and for each of its calls the connections to its inputs. */
interface GraphLayer {
  name: string;
  calls: Connection[][];
  /** Calls that exist without a connection: an input layer has one, and so has a network within the network. */
  ownCalls: number;
}

/**
 * Checks that a `model.json` describes a layers model that can be built: each connection names a layer, no layers wait for
 * one another, inputs and outputs exist.
 *
 * @throws bad-weights if not.
 */
export function requireLayersModel({where, json, weights}: ModelJson): void {
  const file = new SourceFile(where, new Uint8Array(0));
  const {format, modelTopology} = json;
  if (format === 'graph-model' || !isRecord(modelTopology)) {
    throw modelDamage(file, {
      problem: format === 'graph-model' ? 'this is a graph model.' : 'there is no model in it.',
      expected: 'format "layers-model", with modelTopology',
      received: format === 'graph-model' ? 'format "graph-model"' : show(json),
    });
  }
  const odd = weights.find(({type}) => !LOADABLE_TYPES.includes(type));
  if (odd !== undefined) {
    throw modelDamage(file, {
      problem: `weight ${show(odd.name)} has a dtype that tf.loadLayersModel does not read.`,
      expected: LOADABLE_TYPES.join(', '),
      received: odd.type,
    });
  }
  checkGraphs(modelTopology, damage => modelDamage(file, damage));
}

type Fail = (damage: Damage) => Error;

/** Checks every network in a value, those within layers too. */
function checkGraphs(value: unknown, fail: Fail): void {
  if (Array.isArray(value)) {
    value.forEach(item => {
      checkGraphs(item, fail);
    });
  } else if (isRecord(value)) {
    const {className, config} = camelCased(value);
    if (GRAPH_CLASSES.includes(className) && isRecord(config)) {
      checkGraph(camelCased(config), fail);
    }
    Object.values(value).forEach(item => {
      checkGraphs(item, fail);
    });
  }
}

function checkGraph(config: Json, fail: Fail): void {
  if (!Array.isArray(config.layers)) {
    throw fail({
      problem: 'a network has no list of layers.',
      expected: 'layers: […]',
      received: show(config),
    });
  }
  const layers = config.layers.map(layer => readLayer(layer, fail));
  const names = layers.map(({name}) => name);
  const twice = [...names].sort().find((name, i, sorted) => name === sorted[i + 1]);
  if (twice !== undefined) {
    throw fail({
      problem: `there are two layers named ${show(twice)}.`,
      expected: 'each name once',
      received: `${show(twice)} twice`,
    });
  }
  const ends = [...readEnds(config, 'inputLayers', fail), ...readEnds(config, 'outputLayers', fail)];
  requireKnown(layers, ends, fail);
  const made = simulateCalls(layers, fail);
  const missing = ends.find(({from, call}) => call >= (made.get(from) ?? 0));
  if (missing !== undefined) {
    throw fail({
      problem: `an input or output of the network is call ${missing.call} of layer ${show(missing.from)}, which does not exist.`,
      expected: `a call from 0 to ${(made.get(missing.from) ?? 0) - 1}`,
      received: String(missing.call),
    });
  }
}

function readLayer(layer: unknown, fail: Fail): GraphLayer {
  const {name, className, config, inboundNodes} = isRecord(layer) ? camelCased(layer) : {};
  const inner = isRecord(config) ? camelCased(config) : undefined;
  if (
    typeof name !== 'string' ||
    inner === undefined ||
    (inner.name !== undefined && inner.name !== name) ||
    !Array.isArray(inboundNodes) ||
    !inboundNodes.every(Array.isArray)
  ) {
    throw fail({
      problem: 'a layer is not described as it should be.',
      expected: '{"class_name", "name", "config" with the same name, "inbound_nodes": [[…], …]}',
      received: show(layer),
    });
  }
  return {
    name,
    calls: inboundNodes.map((call: unknown[]) => call.map(one => readConnection(one, name, fail))),
    ownCalls: hasOwnCall(className, inner) ? 1 : 0,
  };
}

/** Whether tfjs makes a call of such a layer together with the layer, before another layer is connected to it. */
function hasOwnCall(className: unknown, config: Json): boolean {
  return (
    className === 'InputLayer' ||
    className === 'Sequential' ||
    GRAPH_CLASSES.includes(className) ||
    config.inputLayers !== undefined
  );
}

function readConnection(value: unknown, layer: string, fail: Fail): Connection {
  const [from, call, output] = Array.isArray(value) ? (value as unknown[]) : [];
  if (typeof from !== 'string' || !isIndex(call) || !isIndex(output)) {
    throw fail({
      problem: `a connection of ${layer} is not described as it should be.`,
      expected: '[name of a layer, number of its call, number of the output]',
      received: show(value),
    });
  }
  return {from, call};
}

function readEnds(config: Json, key: 'inputLayers' | 'outputLayers', fail: Fail): Connection[] {
  const ends = config[key];
  if (!Array.isArray(ends) || ends.length === 0) {
    throw fail({
      problem: `a network has no ${key === 'inputLayers' ? 'inputs' : 'outputs'}.`,
      expected: `${key}: a list of connections`,
      received: show(ends),
    });
  }
  return ends.map(end => readConnection(end, key, fail));
}

function isIndex(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function requireKnown(layers: readonly GraphLayer[], ends: readonly Connection[], fail: Fail): void {
  const names = new Set(layers.map(({name}) => name));
  const unknown = [
    ...layers.flatMap(({name, calls}) => calls.flat().map(({from}) => ({user: `layer ${show(name)}`, from}))),
    ...ends.map(({from}) => ({user: 'the list of inputs and outputs', from})),
  ].filter(({from}) => !names.has(from));
  const [first] = unknown;
  if (first !== undefined) {
    const near = nearest(
      first.from.slice(0, MAX_COMPARED.length),
      [...names].slice(0, MAX_COMPARED.count).filter(({length}) => length <= MAX_COMPARED.length),
    );
    throw fail({
      problem: 'a connection names a layer that does not exist.',
      expected: near === undefined ? 'names of layers of this network' : `a layer; ${show(near)} perhaps`,
      received: unknown
        .slice(0, MAX_LISTED)
        .map(({user, from}) => `${show(from)} in ${user}`)
        .join(', '),
    });
  }
}

/** Makes the calls in the order in which tfjs makes them; returns how many calls each layer has in the end. */
function simulateCalls(layers: readonly GraphLayer[], fail: Fail): ReadonlyMap<string, number> {
  const made = new Map(layers.map(({name, ownCalls}) => [name, ownCalls]));
  let waiting = layers.flatMap(({name, calls}) => calls.map(call => ({name, call})));
  let visits = 0;
  while (waiting.length > 0) {
    visits += waiting.length;
    const blocked = waiting.filter(({name, call}) => {
      const isReady = call.every(({from, call: index}) => index < (made.get(from) ?? 0));
      if (isReady && call.length > 0) {
        made.set(name, (made.get(name) ?? 0) + 1);
      }
      return !isReady;
    });
    if (visits > MAX_VISITS) {
      throw fail({
        problem: 'the layers stand in an order that takes too long to connect.',
        expected: 'a layer behind those that it takes its input from',
        received: `${layers.length} layers, ${blocked.length} of them not connected after ${visits} steps`,
      });
    }
    if (blocked.length === waiting.length) {
      throw fail({
        problem: 'layers wait for one another, or for a call that does not exist.',
        expected: 'connections from the inputs to the outputs, without a circle',
        received: blocked
          .slice(0, MAX_LISTED)
          .map(({name, call}) => `${show(name)} waits for ${call.map(({from}) => show(from)).join(', ')}`)
          .join('; '),
      });
    }
    waiting = blocked;
  }
  return made;
}

/** The record as tfjs reads it: keys and texts in camelCase, all but the value of `name`. */
function camelCased(record: Json): Json {
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => [
      camelCase(key),
      typeof value === 'string' && key !== 'name' ? camelCase(value) : value,
    ]),
  );
}

function camelCase(text: string): string {
  return text.length <= 1 ? text : text.replace(/_+(\w|$)/g, (_, letter: string) => letter.toUpperCase());
}
