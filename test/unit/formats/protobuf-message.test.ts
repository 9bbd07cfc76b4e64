import {describe, expect, it} from 'vitest';
import {ProtobufMessage} from '../../../src/formats/protobuf-message';
import {SourceFile} from '../../../src/formats/source-file';
import {expectAlexNetError} from '../../support/matchers';
import {joinBytes, protobuf} from '../../support/weight-bytes';

function open(bytes: Uint8Array | readonly number[]): ProtobufMessage {
  const array = Uint8Array.from(bytes);
  return new ProtobufMessage(new SourceFile('read', array), array, 'the message');
}

/** The message at its first field. */
function first(bytes: Uint8Array | readonly number[]): ProtobufMessage {
  const message = open(bytes);
  message.next();
  return message;
}

describe('ProtobufMessage', () => {
  it('goes through fields of every kind', () => {
    const message = open(
      protobuf(writer => {
        writer.writeVarintField(1, 300);
        writer.writeStringField(2, 'größe');
        writer.writeFloatField(3, 2.5);
        writer.writeDoubleField(4, 2.5);
        writer.writeBytesField(1000, Uint8Array.of(8, 1));
        writer.writeVarintField(5, -1);
      }),
    );
    expect([message.next(), message.field, message.integer(), message.isBytes]).toEqual([
      true,
      1,
      300,
      false,
    ]);
    expect([message.next(), message.field, message.text(), message.isBytes]).toEqual([
      true,
      2,
      'größe',
      true,
    ]);
    expect([message.next(), message.field, message.float()]).toEqual([true, 3, 2.5]);
    expect([message.next(), message.field]).toEqual([true, 4]);
    expect([message.next(), message.field]).toEqual([true, 1000]);
    const inner = message.message('the inner one');
    expect([inner.next(), inner.integer(), inner.next()]).toEqual([true, 1, false]);
    expect([message.next(), message.field, message.integer(), message.next()]).toEqual([true, 5, -1, false]);
  });

  it('reads lists, packed or not', () => {
    const packed = first(
      protobuf(writer => {
        writer.writePackedVarint(1, [1, 300, -2]);
      }),
    );
    expect(packed.integers()).toEqual([1, 300, -2]);
    expect(first([8, 7]).integers()).toEqual([7]);
    expect(
      first(
        protobuf(writer => {
          writer.writePackedFloat(1, [1, 2.5]);
        }),
      ).floats(),
    ).toEqual([1, 2.5]);
    expect(
      first(
        protobuf(writer => {
          writer.writeFloatField(1, 2.5);
        }),
      ).floats(),
    ).toEqual([2.5]);
  });

  it('collects the values of a field that stands in pieces', () => {
    const bytes = protobuf(writer => {
      writer.writePackedFloat(5, [1, 2]);
      writer.writeFloatField(5, 3);
      writer.writeVarintField(6, 9);
      writer.writePackedFloat(5, []);
      writer.writePackedDouble(7, [4, 5]);
      writer.writeDoubleField(7, 6);
      writer.writePackedVarint(8, [7, -8]);
      writer.writeVarintField(8, 300);
    });
    expect([...open(bytes).collect(5, 'float32')]).toEqual([1, 2, 3]);
    expect([...open(bytes).collect(7, 'float64')]).toEqual([4, 5, 6]);
    expect([...open(bytes).collect(8, 'varint')]).toEqual([7, -8, 300]);
    expect(open(bytes).collect(9, 'varint')).toHaveLength(0);
  });

  it.each<[string, number[], string]>([
    ['a tag that does not end', [0x80], 'a number'],
    ['a number that does not end', [8, 0x80, 0x80], 'a number'],
    ['a number of 11 bytes', [8, ...new Array<number>(10).fill(0x80), 1], 'a number'],
    ['a length beyond the message', [10, 5, 1], 'up to byte 7 of 3'],
    ['a length below zero', [10, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1], 'wire type 2'],
    ['a float cut off', [13, 0, 0], 'up to byte 5 of 3'],
    ['field 0', [0, 1], 'field 0'],
    ['a group', [11], 'wire type 3'],
    ['wire type 7', [15], 'wire type 7'],
  ])('refuses %s', async (_, bytes, fragment) => {
    await expectAlexNetError(() => first(bytes), 'bad-weights', 'the message cannot be read', fragment);
  });

  it('refuses a field of another type than requested', async () => {
    await expectAlexNetError(
      () => first([8, 1]).text(),
      'bad-weights',
      'wire type 2',
      'received: wire type 0',
    );
    await expectAlexNetError(() => first([10, 0]).integer(), 'bad-weights', 'wire type 0');
    await expectAlexNetError(() => first([8, 1]).float(), 'bad-weights', 'wire type 5');
    await expectAlexNetError(() => open([8, 1]).collect(1, 'float32'), 'bad-weights', 'wire type 5');
    await expectAlexNetError(() => open([8, 1]).collect(1, 'float64'), 'bad-weights', 'wire type 1');
    await expectAlexNetError(() => open([13, 0, 0, 0, 0]).collect(1, 'varint'), 'bad-weights', 'wire type 0');
  });

  it('refuses packed values that are cut off', async () => {
    await expectAlexNetError(() => first([10, 3, 0, 0, 0]).floats(), 'bad-weights', 'numbers of 4 bytes');
    await expectAlexNetError(() => open([10, 3, 0, 0, 0]).collect(1, 'float32'), 'bad-weights', '3 bytes');
    // The last packed number continues into the next field.
    await expectAlexNetError(
      () => first([10, 2, 1, 0x80, 16, 1]).integers(),
      'bad-weights',
      'packed numbers',
    );
  });

  it('accounts for lists before it builds them', async () => {
    const ones = new Uint8Array(4_000_000).fill(1);
    const bytes = joinBytes([10, 0x80, 0x92, 0xf4, 1], ones);
    await expectAlexNetError(() => first(bytes).integers(), 'bad-weights', 'far more memory');
  });
});
