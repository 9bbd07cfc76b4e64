import {type NamedArray} from '../../core/named-array';
import {type OnnxTensor} from './read-onnx-tensor';
import {type WeightFile} from '../weight-file';

/** An attribute of an ONNX node. Subgraphs (of If, Loop, Scan) are left out. */
export type OnnxAttribute = number | string | number[] | string[] | OnnxTensor | NamedArray[];

/** One operation of an ONNX graph. */
export interface OnnxNode {
  /** '' where the exporter wrote none. */
  name: string;
  /** Operator: `Conv`; with its domain in front where that is not ONNX's own: `com.microsoft.FusedConv`. */
  operator: string;
  /** Names of values; '' for an optional input that is left out. */
  inputs: string[];
  outputs: string[];
  attributes: Record<string, OnnxAttribute>;
}

/** An input or output of an ONNX graph; a size that is open is its name, '' where it has none. */
export interface OnnxValue {
  name: string;
  shape: (number | string)[];
}

/** The computation in an ONNX file. */
export interface OnnxGraph {
  name: string;
  nodes: OnnxNode[];
  /** As the file lists them: files before IR version 4 list every initializer as an input too. */
  inputs: OnnxValue[];
  outputs: OnnxValue[];
  /** The constant tensors by name: the weights. The same objects as `arrays`. */
  initializers: OnnxTensor[];
}

/** An ONNX file: its weights and its graph. */
export interface OnnxModel extends WeightFile {
  format: 'onnx';
  graph: OnnxGraph;
  /** Version of ONNX's own operator set, which decides what an operator's attributes mean. */
  opset: number;
}
