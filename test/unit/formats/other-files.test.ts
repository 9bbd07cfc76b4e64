import {describe, expect, it} from 'vitest';
import {otherByContent, otherByEntries, otherByFields} from '../../../src/formats/other-files';
import {SourceFile} from '../../../src/formats/source-file';
import {protobuf, utf8} from '../../support/weight-bytes';

const fileOf = (bytes: Uint8Array): SourceFile => new SourceFile('read', bytes);
const nodeOf = (name: string, operator: string, ...inputs: string[]): Uint8Array =>
  protobuf(writer => {
    writer.writeStringField(1, name);
    writer.writeStringField(2, operator);
    inputs.forEach(input => {
      writer.writeStringField(3, input);
    });
  });

describe('otherByContent', () => {
  it.each([
    ['version https://git-lfs.github.com/spec/v1\n', 'Git LFS', 'git lfs pull'],
    ['MATLAB 5.0', 'MATLAB', 'numpy.savez'],
    ['\x1f\x8b', 'gzip', 'gunzip'],
    ['# from Caffe\nname: "AlexNet"', 'definition of Caffe', '--prototxt NET.prototxt'],
    ['layers { name', 'definition of Caffe', '--prototxt'],
    ['1234TFL3', 'TensorFlow Lite', 'tf2onnx.convert --tflite net.x'],
    ['model_checkpoint_path: "x"', 'TensorFlow checkpoint', 'numpy.savez'],
  ])('says what "%s" is, and what to type', (start, what, fix) => {
    const other = otherByContent(fileOf(utf8(start)), start, 'net.x');
    expect(other?.what).toContain(what);
    expect(other?.fix).toContain(fix);
  });

  it('knows parts of a checkpoint by their end or their name', () => {
    const table = Uint8Array.of(0, 0x57, 0xfb, 0x80, 0x8b, 0x24, 0x75, 0x47, 0xdb);
    expect(otherByContent(fileOf(table), '\0')?.what).toContain('TensorFlow checkpoint');
    expect(otherByContent(fileOf(utf8('x')), 'x', 'm.data-00000-of-00001')?.fix).toContain('load_checkpoint');
    expect(otherByContent(fileOf(utf8('x')), 'x', 'm.bin')).toBeUndefined();
  });
});

describe('otherByEntries', () => {
  it('knows a program of torch.export, and an archive around weights', () => {
    expect(otherByEntries(['p/archive_format', 'p/data/weights/weight_0'], 'p.pt2')?.fix).toContain(
      'torch.export.load("p.pt2").state_dict',
    );
    expect(otherByEntries(['readme', 'net.pth'])).toEqual({
      what: 'a zip archive that holds net.pth',
      fix: 'unpack it first: unzip',
    });
    expect(otherByEntries(['readme'])).toBeUndefined();
  });
});

describe('otherByFields', () => {
  it('names the inputs and outputs of a graph of TensorFlow in the line to type', () => {
    const bytes = protobuf(writer => {
      writer.writeBytesField(1, nodeOf('x', 'Placeholder'));
      writer.writeBytesField(1, nodeOf('w', 'Const'));
      writer.writeBytesField(1, nodeOf('y', 'MatMul', 'x', 'w:0'));
      writer.writeBytesField(2, new Uint8Array(0));
    });
    const other = otherByFields(fileOf(bytes), 'g.pb');
    expect(other?.what).toContain('GraphDef');
    expect(other?.fix).toContain('--graphdef g.pb --inputs x:0 --outputs y:0');
  });

  it('tells a SavedModel from a network of CoreML', () => {
    const bytesOf = (...fields: number[]): Uint8Array =>
      protobuf(writer => {
        writer.writeVarintField(1, 1);
        fields.forEach(field => {
          writer.writeBytesField(field, new Uint8Array(0));
        });
      });
    expect(otherByFields(fileOf(bytesOf(2)))?.what).toContain('SavedModel');
    expect(otherByFields(fileOf(bytesOf(2, 500)))?.what).toContain('CoreML');
    expect(otherByFields(fileOf(bytesOf(2, 7)))).toBeUndefined();
  });

  it('leaves networks of Caffe, broken bytes and texts alone', () => {
    const caffe = protobuf(writer => {
      writer.writeStringField(1, 'net');
      writer.writeBytesField(2, new Uint8Array(0));
    });
    expect(otherByFields(fileOf(caffe))).toBeUndefined();
    expect(otherByFields(fileOf(utf8('?')))).toBeUndefined();
    expect(otherByFields(fileOf(new Uint8Array(0)))).toBeUndefined();
  });
});
