/** Modules of torchvision's networks, by the layers of the presets that have the same weights. */
const FEATURES_OF_ALEXNET = {
  conv1: 'features.0',
  conv2: 'features.3',
  conv3: 'features.6',
  conv4: 'features.8',
  conv5: 'features.10',
  fc6: 'classifier.1',
  fc7: 'classifier.4',
  fc8: 'classifier.6',
};

/** Places of the fire modules 2 to 9 in `features`: the pools between them count, too. */
const FIRES: Readonly<Record<string, readonly number[]>> = {
  'squeezenet1.0': [3, 4, 5, 7, 8, 9, 10, 12],
  'squeezenet1.1': [3, 4, 6, 7, 9, 10, 11, 12],
};

/** For each network of torchvision: the module that holds the weights of a layer. */
export const TORCHVISION_MODULES: Readonly<Record<string, Readonly<Record<string, string>>>> = Object.freeze({
  'alexnet-owt': FEATURES_OF_ALEXNET,
  ...Object.fromEntries(
    Object.entries(FIRES).map(([preset, places]) => [
      preset,
      Object.fromEntries([
        ['conv1', 'features.0'],
        ...places.flatMap((place, i) => [
          [`fire${i + 2}/squeeze1x1`, `features.${place}.squeeze`],
          [`fire${i + 2}/expand1x1`, `features.${place}.expand1x1`],
          [`fire${i + 2}/expand3x3`, `features.${place}.expand3x3`],
        ]),
        ['conv10', 'classifier.1'],
      ]),
    ]),
  ),
});
