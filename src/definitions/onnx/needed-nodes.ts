import {nearest, show} from '../../core/check';
import {AlexNetError} from '../../errors';
import type {OnnxGraph, OnnxNode} from '../../formats/onnx/onnx-model';
import {nodeName} from '../../models/layer-forms/onnx-reading';
import {endAt} from '../network-rows';
import {findNamed, rowName} from '../row-name';

/** The nodes of a graph that lead to one of its tensors. */
export interface NeededNodes {
  /** In the order of the graph. */
  nodes: OnnxNode[];
  /** Name of the tensor. */
  output: string;
}

/**
 * Returns the nodes that lead to the end of a graph: its only output, or the node or tensor that `end` names. What lies
 * behind it is not looked at.
 */
export function neededNodes(graph: OnnxGraph, end: string | undefined, where: string): NeededNodes {
  const output = end === undefined ? onlyOutput(graph, where) : namedOutput(graph, end, where);
  return {nodes: nodesBefore(output, graph.nodes), output};
}

/** The nodes that lead to a tensor, in their order. */
export function nodesBefore(output: string, nodes: readonly OnnxNode[]): OnnxNode[] {
  const makers = new Map(
    nodes.flatMap(node => node.outputs.filter(name => name !== '').map(name => [name, node] as const)),
  );
  const needed = new Set<OnnxNode>();
  const open = [output];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const node = makers.get(name);
    if (node !== undefined && !needed.has(node)) {
      needed.add(node);
      open.push(...node.inputs);
    }
  }
  return nodes.filter(node => needed.has(node));
}

/** The only output that no node takes: values between the layers of a graph may be outputs, too. */
function onlyOutput({outputs, nodes}: OnnxGraph, where: string): string {
  const taken = new Set(nodes.flatMap(({inputs}) => inputs));
  const ends = outputs.filter(({name}) => !taken.has(name));
  const [first, ...others] = ends.length === 0 ? outputs : ends;
  if (first === undefined || others.length > 0) {
    throw new AlexNetError({
      code: 'bad-argument',
      where,
      problem: `the network has ${others.length + (first === undefined ? 0 : 1)} ends.`,
      expected: 'one output',
      received:
        [...(first === undefined ? [] : [first]), ...others].map(({name}) => name).join(', ') || 'none',
      fix: `pass ${endAt(first?.name ?? 'NODE')}, say`,
    });
  }
  return first.name;
}

/** The output of the node that has this name, else its first. */
function outputNamed({outputs}: OnnxNode, name: string): string {
  return (
    outputs.find(output => output === name) ??
    outputs.find(output => rowName(output) === rowName(name)) ??
    outputs[0] ??
    name
  );
}

/** A node or a tensor by its name; the last node of a module for the name of the module: `/fc/Gemm` for `fc`. */
function namedOutput({nodes}: OnnxGraph, end: string, where: string): string {
  const node =
    findNamed(
      end,
      nodes,
      ({name}) => (name === '' ? [] : [name]),
      ({outputs}) => outputs,
    ) ?? nodes.findLast(({name}) => rowName(name).startsWith(`${rowName(end)}/`));
  if (node !== undefined) {
    return outputNamed(node, end);
  }
  const names = nodes.map(nodeName);
  const near = nearest(end, names);
  throw new AlexNetError({
    code: 'bad-argument',
    where,
    problem: `there is no layer ${show(end)}.`,
    expected: `one of ${names.join(', ')}`,
    received: `output = ${show(end)}`,
    fix: near === undefined ? 'choose one of the layers above' : `did you mean ${show(near)}?`,
  });
}
