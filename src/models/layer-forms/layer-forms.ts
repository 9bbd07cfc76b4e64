/** Forms of a kind of layer in the files of Caffe and ONNX. */
import type {ReadCaffe} from './caffe-reading';
import type {FlattenedPart, NetworkValue} from './network-value';
import type {ReadOnnx} from './onnx-reading';
import type {WriteOnnx} from './onnx-writing';

/** The forms of one kind. `Class` names its tfjs layer classes. */
export interface LayerForms<Class extends string = string> {
  /** By type of Caffe layer. */
  readonly caffe: Readonly<Record<string, ReadCaffe>>;
  /** By ONNX operator. */
  readonly onnx: Readonly<Record<string, ReadOnnx>>;
  /** By class of the layer; undefined where ONNX has nothing for it. */
  readonly writeOnnx: Readonly<Record<Class, WriteOnnx | undefined>>;
  /** Whether it takes images only: in front of it, an image is not made a row of numbers. */
  readonly takesImages?: true;
  /** Of a row of numbers: the images it was flattened from. Default: those of its first source. */
  readonly partsOf?: (sources: readonly NetworkValue[], shape: readonly number[]) => readonly FlattenedPart[];
}
