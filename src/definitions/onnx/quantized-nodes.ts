/**
 * Quantized operators as the operators on fractions that they stand for.
 *
 * The values of a quantized tensor are kept here as the fractions that its integers stand for, so a product of integers with
 * scales around it is the product of the fractions. Three forms are in use:
 *
 * - QuantizeLinear and DequantizeLinear around plain operators, which are layers already;
 * - QLinearConv, QLinearMatMul and those of onnxruntime (`QLinearAdd`, `QGemm`), which take and return integers with constant
 *   scales: each is DequantizeLinear of its inputs, the plain operator, QuantizeLinear of its output. Values are rounded
 *   as onnxruntime rounds them;
 * - DynamicQuantizeLinear with ConvInteger or MatMulInteger, whose scale is computed from each input: the weights are
 *   dequantized, and the input is not rounded. The runtime rounds each number of the input to a multiple of
 *   (max − min) / 255 of that input, so its results differ from these by the sum of |weight| · (max − min) / 510 at most.
 */
import type {OnnxAttribute, OnnxNode} from '../../formats/onnx/onnx-model';
import type {OnnxTensor} from '../../formats/onnx/read-onnx-tensor';
import {nodeName} from '../../models/layer-forms/onnx-reading';

/** Names of the scale and of the zero point of a quantized tensor. */
type Levels = readonly [scale: string, zero: string];

/** Operators that move quantized values and compute none. */
const MOVES = ['Identity', 'MaxPool', 'Reshape', 'Flatten', 'Squeeze', 'Unsqueeze', 'Transpose', 'Slice'];
const MICROSOFT = 'com.microsoft.';
/** Operators of onnxruntime of one input with its scale and zero, and the plain operator. */
const UNARY: Readonly<Record<string, string>> = {
  QLinearAveragePool: 'AveragePool',
  QLinearGlobalAveragePool: 'GlobalAveragePool',
  QLinearLeakyRelu: 'LeakyRelu',
  QLinearSigmoid: 'Sigmoid',
  QLinearSoftmax: 'Softmax',
  QLinearReduceMean: 'ReduceMean',
};
const BINARY: Readonly<Record<string, string>> = {QLinearAdd: 'Add', QLinearMul: 'Mul'};

/** A graph without quantized operators. */
export interface PlainGraph {
  nodes: OnnxNode[];
  /** Names of the products of weights whose scale comes behind them. */
  unscaled: ReadonlySet<string>;
}

/** Returns the nodes with plain operators in the place of quantized ones; a node whose form is not known stays. */
export function plainNodes(
  nodes: readonly OnnxNode[],
  constants: ReadonlyMap<string, OnnxTensor>,
): PlainGraph {
  return new QuantizedNodes(constants).rewrite(nodes);
}

class QuantizedNodes {
  /** Scale and zero of the tensors whose values are known as fractions already. */
  readonly #levels = new Map<string, Levels>();
  /** Zero points of tensors that are quantized by a scale of their own, by the name of the tensor. */
  readonly #dynamic = new Map<string, string>();
  readonly #nodes: OnnxNode[] = [];
  readonly #unscaled = new Set<string>();

  constructor(private readonly constants: ReadonlyMap<string, OnnxTensor>) {}

  rewrite(nodes: readonly OnnxNode[]): PlainGraph {
    for (const node of nodes) {
      if (!this.#rewriteNode(node)) {
        this.#nodes.push(node);
      }
    }
    return {nodes: this.#nodes, unscaled: this.#unscaled};
  }

  #rewriteNode(node: OnnxNode): boolean {
    const {operator, inputs, outputs} = node;
    const [x = '', scale = '', zero = ''] = inputs;
    const bare = operator.startsWith(MICROSOFT) ? operator.slice(MICROSOFT.length) : operator;
    if (MOVES.includes(operator)) {
      this.#keep(outputs[0] ?? '', this.#levels.get(x), this.#dynamic.get(x));
      return false;
    }
    switch (bare) {
      case 'QuantizeLinear':
        this.#keep(outputs[0] ?? '', [scale, zero]);
        return operator !== bare && this.#add('QuantizeLinear', inputs, outputs, node);
      case 'DequantizeLinear':
        if (this.#isKnown(x, [scale, zero])) {
          return this.#add('Identity', [x], outputs, node, {});
        }
        return operator !== bare && this.#add('DequantizeLinear', inputs, outputs, node);
      case 'DynamicQuantizeLinear':
        return this.#quantizeDynamically(node);
      case 'ConvInteger':
        return this.#productOfIntegers('Conv', 0, node);
      case 'MatMulInteger':
        return this.#productOfIntegers('MatMul', 1, node);
      case 'DynamicQuantizeMatMul':
        return this.#scaledProduct(node, inputs[1] ?? '', scaleAt(inputs, 2), x, inputs[4] ?? '');
      case 'MatMulIntegerToFloat':
        return this.#productToFloat(node);
      case 'QLinearConv':
        return this.#convolve(node);
      case 'QLinearMatMul':
        return this.#multiply(node);
      case 'QGemm':
        return this.#gemm(node);
      case 'QLinearConcat':
        return this.#concat(node);
      default:
        return this.#pointwise(bare, node);
    }
  }

  #add(
    operator: string,
    inputs: readonly string[],
    outputs: readonly string[],
    {name, attributes: own}: OnnxNode,
    attributes: OnnxNode['attributes'] = own,
  ): true {
    this.#nodes.push({name, operator, inputs: [...inputs], outputs: [...outputs], attributes});
    return true;
  }

  /** A node whose result is only used here; returns the name of that. */
  #inner(
    part: string,
    operator: string,
    inputs: readonly string[],
    node: OnnxNode,
    attributes: Record<string, OnnxAttribute> = {},
  ): string {
    const name = `${nodeName(node)}_${part}`;
    this.#nodes.push({name, operator, inputs: [...inputs], outputs: [name], attributes});
    return name;
  }

  #keep(output: string, levels: Levels | undefined, zero?: string): void {
    if (levels !== undefined) {
      this.#levels.set(output, levels);
    }
    if (zero !== undefined) {
      this.#dynamic.set(output, zero);
    }
  }

  /** Whether a tensor holds fractions, by these levels. */
  #isKnown(tensor: string, levels: Levels): boolean {
    const known = this.#levels.get(tensor);
    const isSame = (a: string, b: string): boolean => {
      const [x, y] = [a, b].map(name => (name === '' ? '0' : this.constants.get(name)?.data.join()));
      return a === b || (x !== undefined && x === y);
    };
    return known !== undefined && isSame(known[0], levels[0]) && isSame(known[1], levels[1]);
  }

  /** The fractions of a quantized tensor: itself where they are known. */
  #fractions(part: string, tensor: string, levels: Levels, node: OnnxNode, axis = 1): string {
    return this.#isKnown(tensor, levels)
      ? tensor
      : this.#inner(part, 'DequantizeLinear', [tensor, ...levels], node, {axis});
  }

  /** The last step: what the operator computes, rounded to the levels of the output. */
  #quantize(tensor: string, levels: Levels, node: OnnxNode): true {
    this.#keep(node.outputs[0] ?? '', levels);
    const rounded = {...node, name: `${nodeName(node)}_rounded`};
    return this.#add('QuantizeLinear', [tensor, ...levels], node.outputs, rounded, {});
  }

  #quantizeDynamically(node: OnnxNode): true {
    const [quantized = '', scale = '', zero = ''] = node.outputs;
    this.#add('Identity', node.inputs.slice(0, 1), [quantized], node, {});
    this.#add('Constant', [], [scale], {...node, name: scale}, {value_float: 1});
    this.#add('Constant', [], [zero], {...node, name: zero}, {value_int: 0});
    this.#keep(quantized, undefined, zero);
    return true;
  }

  /** ConvInteger and MatMulInteger, where the first factor was quantized by a scale of its own. */
  #productOfIntegers(operator: string, axis: number, node: OnnxNode): boolean {
    const [x = '', weights = '', zero = '', weightZero = ''] = node.inputs;
    if (!this.#dynamic.has(x) || this.#dynamic.get(x) !== zero) {
      return false;
    }
    const one = this.#inner('one', 'Constant', [], node, {value_float: 1});
    const fractions = this.#inner('weights', 'DequantizeLinear', [weights, one, weightZero], node, {axis});
    this.#unscaled.add(node.outputs[0] ?? '');
    return this.#add(operator, [x, fractions], node.outputs, node);
  }

  /** A product with a matrix and its levels, and a bias where there is one. */
  #scaledProduct(node: OnnxNode, weights: string, levels: Levels, x: string, bias: string): true {
    const fractions = this.#inner('weights', 'DequantizeLinear', [weights, ...levels], node);
    if (bias === '') {
      return this.#add('MatMul', [x, fractions], node.outputs, node, {});
    }
    const product = `${nodeName(node)}_product`;
    this.#add('MatMul', [x, fractions], [product], node, {});
    return this.#add('Add', [product, bias], node.outputs, {...node, name: `${nodeName(node)}_bias`}, {});
  }

  /** (A, B, scale of A, scale of B, zero of A, zero of B, bias). */
  #productToFloat(node: OnnxNode): boolean {
    const [x = '', weights = '', scale = '', weightScale = '', zero = '', weightZero = '', bias = ''] =
      node.inputs;
    const isOwn = this.#dynamic.has(x) && this.#dynamic.get(x) === zero;
    if (!isOwn && !this.#isKnown(x, [scale, zero])) {
      return false;
    }
    return this.#scaledProduct(node, weights, [weightScale, weightZero], x, bias);
  }

  /** (x, scale, zero, weights, scale, zero, scale and zero of the output, bias as integers). */
  #convolve(node: OnnxNode): true {
    const {inputs} = node;
    const input = this.#fractions('input', inputs[0] ?? '', scaleAt(inputs, 1), node);
    const weights = this.#fractions('weights', inputs[3] ?? '', scaleAt(inputs, 4), node, 0);
    const bias = this.#bias(inputs[8] ?? '', [inputs[1] ?? '', inputs[4] ?? ''], node);
    const product = `${nodeName(node)}_product`;
    this.#add('Conv', [input, weights, ...bias], [product], node);
    return this.#quantize(product, scaleAt(inputs, 6), node);
  }

  /** A bias of integers has the scale of the product. */
  #bias(bias: string, scales: readonly string[], node: OnnxNode): string[] {
    if (bias === '') {
      return [];
    }
    const scale = this.#inner('scale', 'Mul', scales, node);
    return [this.#inner('bias', 'DequantizeLinear', [bias, scale], node, {axis: 0})];
  }

  #multiply(node: OnnxNode): true {
    const {inputs} = node;
    const input = this.#fractions('input', inputs[0] ?? '', scaleAt(inputs, 1), node);
    const weights = this.#fractions('weights', inputs[3] ?? '', scaleAt(inputs, 4), node);
    const product = `${nodeName(node)}_product`;
    this.#add('MatMul', [input, weights], [product], node, {});
    return this.#quantize(product, scaleAt(inputs, 6), node);
  }

  /** (A, scale, zero, B, scale, zero, bias as integers, scale and zero of the output, without which it is fractions). */
  #gemm(node: OnnxNode): true {
    const {inputs, attributes} = node;
    const input = this.#fractions('input', inputs[0] ?? '', scaleAt(inputs, 1), node);
    const axis = attributes.transB === 1 ? 0 : 1;
    const weights = this.#fractions('weights', inputs[3] ?? '', scaleAt(inputs, 4), node, axis);
    const bias = this.#bias(inputs[6] ?? '', [inputs[1] ?? '', inputs[4] ?? ''], node);
    if ((inputs[7] ?? '') === '') {
      return this.#add('Gemm', [input, weights, ...bias], node.outputs, node);
    }
    const product = `${nodeName(node)}_product`;
    this.#add('Gemm', [input, weights, ...bias], [product], node);
    return this.#quantize(product, scaleAt(inputs, 7), node);
  }

  /** (scale and zero of the output, then each input with its scale and zero). */
  #concat(node: OnnxNode): true {
    const {inputs} = node;
    const joined: string[] = [];
    for (let i = 2; i < inputs.length; i += 3) {
      joined.push(this.#fractions(`input${i}`, inputs[i] ?? '', scaleAt(inputs, i + 1), node));
    }
    const product = `${nodeName(node)}_joined`;
    this.#add('Concat', joined, [product], node);
    return this.#quantize(product, scaleAt(inputs, 0), node);
  }

  #pointwise(bare: string, node: OnnxNode): boolean {
    const {inputs, attributes} = node;
    const isBinary = Object.hasOwn(BINARY, bare);
    const operator = isBinary ? BINARY[bare] : Object.hasOwn(UNARY, bare) ? UNARY[bare] : undefined;
    if (operator === undefined || attributes.channels_last === 1) {
      return false;
    }
    const first = this.#fractions('input', inputs[0] ?? '', scaleAt(inputs, 1), node);
    const second = isBinary ? [this.#fractions('second', inputs[3] ?? '', scaleAt(inputs, 4), node)] : [];
    const product = `${nodeName(node)}_result`;
    this.#add(operator, [first, ...second], [product], node);
    return this.#quantize(product, scaleAt(inputs, isBinary ? 6 : 3), node);
  }
}

/** The scale and the zero point that stand at this place and the next. */
function scaleAt(inputs: readonly string[], index: number): Levels {
  return [inputs[index] ?? '', inputs[index + 1] ?? ''];
}
