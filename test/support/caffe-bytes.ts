import {type PbfWriter} from 'pbf';
import {protobuf} from './weight-bytes';

const blobOf = (values: readonly number[], write: (writer: PbfWriter) => void): Uint8Array =>
  protobuf(writer => {
    write(writer);
    writer.writePackedFloat(5, [...values]);
  });

const VALUES = Array.from({length: 24}, (_, i) => i / 4);

/** A network of today: a convolution with weights, bias and parameters, and LRN. */
export function caffeV2Bytes(): Uint8Array {
  const shaped = (...dims: number[]): ((writer: PbfWriter) => void) => {
    return writer => {
      writer.writeBytesField(
        7,
        protobuf(shape => {
          shape.writePackedVarint(1, dims);
        }),
      );
    };
  };
  const convolution = protobuf(writer => {
    writer.writeVarintField(1, 2);
    writer.writeVarintField(4, 2);
    writer.writeVarintField(6, 1);
    writer.writeBytesField(
      7,
      protobuf(filler => {
        filler.writeStringField(1, 'gaussian');
        filler.writeFloatField(6, 0.01);
      }),
    );
  });
  const conv1 = protobuf(writer => {
    writer.writeStringField(1, 'conv1');
    writer.writeStringField(2, 'Convolution');
    writer.writeStringField(3, 'data');
    writer.writeStringField(4, 'conv1');
    writer.writeBytesField(7, blobOf(VALUES, shaped(2, 3, 2, 2)));
    writer.writeBytesField(7, blobOf([1, 2], shaped(2)));
    writer.writeBytesField(106, convolution);
  });
  const norm1 = protobuf(writer => {
    writer.writeStringField(1, 'norm1');
    writer.writeStringField(2, 'LRN');
    writer.writeBytesField(
      118,
      protobuf(lrn => {
        lrn.writeVarintField(1, 5);
        lrn.writeFloatField(2, 1e-4);
        lrn.writeVarintField(4, 1);
      }),
    );
  });
  return protobuf(writer => {
    writer.writeStringField(1, 'small');
    writer.writeStringField(3, 'data');
    writer.writePackedVarint(4, [1, 3, 8, 8]);
    writer.writeBytesField(100, conv1);
    writer.writeBytesField(100, norm1);
  });
}

/** A network of before 2015, with rates for each blob and doubles. */
export function caffeV1Bytes(): Uint8Array {
  const old = (...sizes: number[]): ((writer: PbfWriter) => void) => {
    return writer => {
      sizes.forEach((size, i) => {
        writer.writeVarintField(i + 1, size);
      });
    };
  };
  const doubles = protobuf(writer => {
    old(1, 1, 1, 2)(writer);
    writer.writePackedDouble(8, [1.5, 2.5]);
  });
  const ip1 = protobuf(writer => {
    writer.writeStringField(2, 'data');
    writer.writeStringField(3, 'ip1');
    writer.writeStringField(4, 'ip1');
    writer.writeVarintField(5, 14);
    writer.writeBytesField(6, blobOf(VALUES, old(1, 1, 2, 12)));
    writer.writeBytesField(6, doubles);
    writer.writeFloatField(7, 1);
    writer.writeFloatField(7, 2);
    writer.writeBytesField(17, Uint8Array.of(8, 2));
  });
  return protobuf(writer => {
    writer.writeStringField(1, 'old');
    writer.writeBytesField(2, ip1);
  });
}

/** A network of 2013: a layer that pads, a convolution, and a product. */
export function caffeV0Bytes(): Uint8Array {
  const layerOf = (bottom: string, top: string, write: (layer: PbfWriter) => void): Uint8Array =>
    protobuf(writer => {
      writer.writeBytesField(1, protobuf(write));
      writer.writeStringField(2, bottom);
      writer.writeStringField(3, top);
    });
  const sized = (...sizes: number[]): ((writer: PbfWriter) => void) => {
    return writer => {
      sizes.forEach((size, i) => {
        writer.writeVarintField(i + 1, size);
      });
    };
  };
  const layers = [
    layerOf('data', 'padded', layer => {
      layer.writeStringField(1, 'pad1');
      layer.writeStringField(2, 'padding');
      layer.writeVarintField(7, 1);
    }),
    layerOf('padded', 'conv1', layer => {
      layer.writeStringField(1, 'conv1');
      layer.writeStringField(2, 'conv');
      layer.writeVarintField(3, 2);
      layer.writeVarintField(8, 3);
      layer.writeVarintField(10, 2);
      layer.writeBytesField(50, blobOf(VALUES.slice(0, 18), sized(2, 1, 3, 3)));
      layer.writeBytesField(50, blobOf([1, 2], sized(1, 1, 1, 2)));
      layer.writeFloatField(51, 1);
      layer.writeFloatField(51, 2);
      layer.writeFloatField(52, 1);
      layer.writeFloatField(52, 0);
    }),
    layerOf('conv1', 'ip1', layer => {
      layer.writeStringField(1, 'ip1');
      layer.writeStringField(2, 'innerproduct');
      layer.writeVarintField(3, 3);
      layer.writeVarintField(4, 0);
      layer.writeBytesField(50, blobOf(VALUES, sized(1, 1, 3, 8)));
    }),
  ];
  return protobuf(writer => {
    writer.writeStringField(1, 'oldest');
    writer.writeStringField(3, 'data');
    [1, 1, 4, 4].forEach(size => {
      writer.writeVarintField(4, size);
    });
    layers.forEach(layer => {
      writer.writeBytesField(2, layer);
    });
  });
}

/** A mean image of 2 × 2 pixels. */
export function meanBytes(): Uint8Array {
  return blobOf(VALUES.slice(0, 12), writer => {
    [1, 3, 2, 2].forEach((size, i) => {
      writer.writeVarintField(i + 1, size);
    });
  });
}
