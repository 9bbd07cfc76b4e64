import {checkExport} from '#internal';
import {Command, Option} from 'commander';
import {compressDense, type CompressDenseReport} from 'tfjs-alexnet';
import {
  exportModel,
  importModel,
  loadPretrained,
  type ImportedModel,
  type ImportModelOptions,
} from 'tfjs-alexnet/node';
import {formatAmount, formatCount} from './format-quantity';
import {imageShape, nameList, numberList, oneOf, ranksByLayer} from './parse-option';
import {startBackend} from './model-options';
import {openNamedWeights} from './named-weights';
import type {Speaker} from './console-io';
import type {CommandHost} from './command-host';

/** Options of `alexnet convert`. */
export interface ConvertOptions {
  preset?: string;
  prototxt?: string;
  graph?: true;
  inputShape?: [number, number, number];
  endAt?: string;
  mean?: string;
  scale?: number[];
  order?: 'rgb' | 'bgr';
  classes?: string[];
  labels?: string;
  keys?: 'own' | 'torchvision' | 'torch' | 'caffe';
  quantize?: 'float16' | 'uint8';
  svdRank?: Record<string, number>;
  match: 'names' | 'order';
  layout?: 'channels-first' | 'channels-last';
}

/** Adds `alexnet convert`: converts weights from and to other frameworks. */
export function convertCommand(host: CommandHost): Command {
  return new Command('convert')
    .description(
      'Convert weights of Caffe, PyTorch, ONNX or NumPy to a model directory, and models to files for these.',
    )
    .argument(
      '<in>',
      '.caffemodel, .pth, .pt, .safetensors, .onnx, .npz, .npy, .h5, model.json, a model directory, or a name',
    )
    .argument(
      '<out>',
      'a file that ends in .safetensors, .onnx or .npz, or a model directory (no ending, or / at its end)',
    )
    .option('--preset <name>', 'network that the weights belong to (default: the one whose shapes fit)')
    .option('--prototxt <file>', 'Caffe definition of the network; IN is its .caffemodel')
    .option('--graph', 'create the network from the graph in IN (.onnx, .caffemodel), even if a preset fits')
    .addOption(
      new Option(
        '--input-shape <h,w,c>',
        'input size of such a network (default: as in its definition)',
      ).argParser(imageShape('--input-shape')),
    )
    .option('--end-at <layer>', 'last layer of such a network (default: its only output)')
    .option(
      '--mean <file>',
      'mean that training subtracted: a number, one per channel in the channel order of the network, or mean.binaryproto',
    )
    .addOption(
      new Option(
        '--scale <numbers>',
        'factor after the mean subtraction (default: of the preset or definition, else 1)',
      ).argParser(numberList('--scale')),
    )
    .addOption(
      new Option(
        '--order <colors>',
        'channel order of the network: rgb or bgr (default: of the preset; bgr for Caffe definitions, rgb for ONNX)',
      ).argParser(oneOf('--order', ['rgb', 'bgr'])),
    )
    .addOption(
      new Option('--classes <names>', 'class names in the order of the outputs: cat,dog').argParser(
        nameList('--classes'),
      ),
    )
    .option(
      '--labels <file>',
      'class names, one per line (default: those in the file, or the 1000 of ImageNet)',
    )
    .addOption(
      new Option('--keys <names>', 'names of the weights in OUT: own, torchvision, torch or caffe').argParser(
        oneOf('--keys', ['own', 'torchvision', 'torch', 'caffe']),
      ),
    )
    .addOption(
      new Option(
        '--quantize <type>',
        'fewer bytes per weight in a model directory: float16 or uint8',
      ).argParser(oneOf('--quantize', ['float16', 'uint8'])),
    )
    .addOption(
      new Option(
        '--svd-rank <ranks>',
        'replace dense layers by low-rank approximations: fc6=512,fc7=256; the error is reported',
      ).argParser(ranksByLayer('--svd-rank')),
    )
    .addOption(
      new Option('--match <how>', 'how arrays of IN are matched to weights: names or order')
        .default('names')
        .argParser(oneOf('--match', ['names', 'order'])),
    )
    .addOption(
      new Option(
        '--layout <how>',
        'layout of the kernels in IN: channels-first (Caffe, PyTorch) or channels-last (default: from the file format)',
      ).argParser(oneOf('--layout', ['channels-first', 'channels-last'])),
    )
    .addHelpText(
      'after',
      `
The preprocessing (size, mean, channel order, class names) is saved with the weights, in the file or next to it. PyTorch
loads .safetensors written with --keys torchvision. IN can also be a name from alexnet download --list.

Examples:
  alexnet convert squeezenet1_1.pth models/squeezenet
  alexnet convert bvlc_alexnet.caffemodel models/alexnet --preset bvlc-alexnet --mean imagenet_mean.binaryproto
  alexnet convert lenet_iter_10000.caffemodel models/lenet --prototxt lenet.prototxt --mean 0 --scale 0.00390625
  alexnet convert squeezenet1.1.imagenet1k-v1 models/squeezenet
  alexnet convert runs/first first.onnx
  alexnet convert runs/first web/first --quantize uint8
  alexnet convert runs/first smaller --svd-rank fc6=512,fc7=256`,
    )
    .action(
      host.action(async (speaker, input: string, output: string, options: ConvertOptions) => {
        const {svdRank, keys, quantize} = options;
        await checkExport(output, {keys, quantize});
        // Copying weights needs no fast kernels; products of large matrices do.
        await startBackend({backend: svdRank === undefined ? 'cpu' : 'auto'}, speaker);
        const {
          model: imported,
          report,
          assumed = [],
          unused = [],
          ...rest
        } = await openInput(input, options, speaker);
        let model = imported;
        try {
          const svd = svdRank === undefined ? undefined : await compressDense(imported, {ranks: svdRank});
          model = svd?.model ?? imported;
          // A preset's notes do not apply to layers that it does not have.
          const preprocessing = {...rest.preprocessing, ...(svd === undefined ? {} : {preset: undefined})};
          const files = await exportModel(model, output, {
            preprocessing,
            keys,
            quantize,
          });
          const parameters = model.countParams();
          const extra = [...(report?.extra ?? []), ...unused];
          for (const name of extra) {
            speaker.note(`not used: ${name}`);
          }
          for (const name of report?.skipped ?? []) {
            speaker.note(`not read: ${name}`);
          }
          if (assumed.length > 0) {
            speaker.note(
              `not known from IN, so assumed: ${assumed.join(', ')}; set it with --mean, --scale and --order`,
            );
          }
          for (const line of svd === undefined ? [] : describeCosts(svd.report)) {
            speaker.note(line);
          }
          speaker.result(
            {
              out: output,
              files,
              preset: preprocessing.preset ?? null,
              network: model.name,
              classes: preprocessing.classes.length,
              parameters,
              keys: report?.keys ?? null,
              extra,
              skipped: report?.skipped ?? [],
              assumed,
              ...(svd === undefined ? {} : {svd: svd.report}),
            },
            () =>
              [
                `${formatCount(parameters)} parameters of ${preprocessing.preset ?? model.name} with ${formatCount(preprocessing.classes.length)} classes: ${files.join(', ')}`,
                ...(extra.length === 0
                  ? []
                  : [`Not used: ${formatAmount(extra.length, 'array')} of the file.`]),
              ].join('\n'),
          );
          return 0;
        } finally {
          imported.dispose();
          if (model !== imported) {
            model.dispose();
          }
        }
      }),
    );
}

/** The error of each compressed dense layer, one line each. */
function describeCosts({layers, parametersBefore, parametersAfter, logits}: CompressDenseReport): string[] {
  const percent = (share: number): string => `${(100 * share).toPrecision(3)} %`;
  return [
    ...layers.map(
      ({name, rank, relativeError, parametersBefore: before, parametersAfter: after}) =>
        `${name}: rank ${rank}, ${formatCount(before)} parameters become ${formatCount(after)}, relative error of the kernel ${percent(relativeError)}`,
    ),
    `in total ${formatCount(parametersBefore)} parameters become ${formatCount(parametersAfter)}; on noise the logits change by ${percent(logits.relative)}: measure the accuracy with \`alexnet evaluate\``,
  ];
}

/** Converts the options for the library: a mean is a list of numbers, or else a file. */
function importOptions({
  preset,
  prototxt,
  graph,
  inputShape,
  endAt,
  mean,
  scale,
  order,
  classes,
  labels,
  layout,
  match: keys,
}: ConvertOptions): ImportModelOptions {
  const isNumbers = mean !== undefined && /^[-+.,\d\se]+$/i.test(mean) && /\d/.test(mean);
  const definition = {
    ...(inputShape === undefined ? {} : {inputShape}),
    ...(endAt === undefined ? {} : {output: endAt}),
  };
  return {
    preset,
    prototxt,
    ...(graph === undefined ? {} : {ownGraph: true}),
    ...(Object.keys(definition).length === 0 ? {} : {definition}),
    mean: isNumbers ? numberList('--mean')(mean) : mean,
    scale,
    channelOrder: order,
    classes,
    labels,
    layout,
    keys,
  };
}

/** Opens the model of IN: a file or directory with the options, or published weights with their record. */
export async function openInput(
  input: string,
  options: ConvertOptions,
  speaker: Speaker,
): Promise<ImportedModel> {
  const {path, weights} = await openNamedWeights(input, speaker);
  const given = importOptions(options);
  const {keys, ...rest} = given;
  if (
    weights !== undefined &&
    keys === 'names' &&
    Object.values<unknown>(rest).every(value => value === undefined)
  ) {
    return loadPretrained(weights);
  }
  const hasDefinition = options.prototxt !== undefined || options.graph === true;
  return importModel(path, {...given, ...(hasDefinition ? {} : {preset: options.preset ?? weights?.preset})});
}
