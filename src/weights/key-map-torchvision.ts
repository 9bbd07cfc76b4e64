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

/** Convolutions in each block of VGG. */
const VGG_BLOCKS: Readonly<Record<string, readonly number[]>> = {
  vgg11: [1, 1, 2, 2, 2],
  vgg16: [2, 2, 3, 3, 3],
  vgg19: [2, 2, 4, 4, 4],
};

/** Convolutions of an inception module, by Caffe's names. torchvision numbers branches, and convolutions in them. */
const INCEPTION: readonly (readonly [layer: string, module: string])[] = [
  ['1x1', 'branch1'],
  ['3x3_reduce', 'branch2.0'],
  ['3x3', 'branch2.1'],
  ['5x5_reduce', 'branch3.0'],
  ['5x5', 'branch3.1'],
  ['pool_proj', 'branch4.1'],
];

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
  ...Object.fromEntries(Object.entries(VGG_BLOCKS).map(([preset, blocks]) => [preset, vggModules(blocks)])),
  'googlenet-bn': googlenetModules(),
});

/** Each convolution has a ReLU behind it in `features`, each block a pool. */
function vggModules(blocks: readonly number[]): Record<string, string> {
  const modules: Record<string, string> = {};
  let place = 0;
  blocks.forEach((count, block) => {
    for (let i = 0; i < count; i++, place += 2) {
      modules[`conv${block + 1}_${i + 1}`] = `features.${place}`;
    }
    place++;
  });
  return {...modules, fc6: 'classifier.0', fc7: 'classifier.3', fc8: 'classifier.6'};
}

function googlenetModules(): Record<string, string> {
  const stem = [
    ['conv1/7x7_s2', 'conv1'],
    ['conv2/3x3_reduce', 'conv2'],
    ['conv2/3x3', 'conv3'],
  ] as const;
  const inceptions = ['3a', '3b', '4a', '4b', '4c', '4d', '4e', '5a', '5b'].flatMap(module =>
    INCEPTION.map(
      ([layer, branch]) => [`inception_${module}/${layer}`, `inception${module}.${branch}`] as const,
    ),
  );
  return Object.fromEntries([
    ...[...stem, ...inceptions].flatMap(([layer, module]) => [
      [layer, `${module}.conv`],
      [`${layer}/bn`, `${module}.bn`],
    ]),
    ['loss3/classifier', 'fc'],
  ]) as Record<string, string>;
}
