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
import {imageShape, numberList, oneOf, ranksByLayer} from './parse-option';
import {startBackend} from './model-options';
import {openNamedWeights} from './named-weights';
import type {Speaker} from './console-io';
import type {CommandHost} from './command-host';

interface ConvertOptions {
  preset?: string;
  prototxt?: string;
  graph?: true;
  inputShape?: [number, number, number];
  endAt?: string;
  mean?: string;
  scale?: number[];
  order?: 'rgb' | 'bgr';
  labels?: string;
  keys?: 'own' | 'torchvision' | 'torch' | 'caffe';
  quantize?: 'float16' | 'uint8';
  svdRank?: Record<string, number>;
  match: 'names' | 'order';
  layout?: 'channels-first' | 'channels-last';
}

/** Adds `alexnet convert`: weights of other programs in, and out again. */
export function convertCommand(host: CommandHost): Command {
  return new Command('convert')
    .description(
      'Turn weights of Caffe, PyTorch, ONNX or NumPy into a model directory, and models into files for them.',
    )
    .argument(
      '<in>',
      '.caffemodel, .pth, .pt, .safetensors, .onnx, .npz, model.json, a model directory, or a name',
    )
    .argument(
      '<out>',
      'a file that ends in .safetensors, .onnx or .npz, or a model directory (no ending, or / at its end)',
    )
    .option('--preset <name>', 'network that the weights belong to (default: the one whose shapes fit)')
    .option('--prototxt <file>', 'Caffe definition, of which the network is made; IN is its .caffemodel')
    .option('--graph', 'make the network of the graph in IN (.onnx, .caffemodel), even where a preset fits')
    .addOption(
      new Option(
        '--input-shape <h,w,c>',
        'size of the input of such a network (default: what its definition says)',
      ).argParser(imageShape('--input-shape')),
    )
    .option('--end-at <layer>', 'last layer of such a network (default: its only end)')
    .option(
      '--mean <file>',
      'mean image of the training (mean.binaryproto); for such a network also numbers, in its order of channels',
    )
    .addOption(
      new Option(
        '--scale <numbers>',
        'factor behind the mean, for such a network (default: what its definition says, else 1)',
      ).argParser(numberList('--scale')),
    )
    .addOption(
      new Option(
        '--order <colors>',
        'order of colors of such a network: rgb or bgr (default: bgr for Caffe, rgb for ONNX)',
      ).argParser(oneOf('--order', ['rgb', 'bgr'])),
    )
    .option(
      '--labels <file>',
      'names of the classes, one a line (default: what the file carries, or ImageNet’s 1000)',
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
        'make dense layers smaller by their singular values: fc6=512,fc7=256; what it costs is said',
      ).argParser(ranksByLayer('--svd-rank')),
    )
    .addOption(
      new Option('--match <how>', 'what tells which array of IN is which weight: names or order')
        .default('names')
        .argParser(oneOf('--match', ['names', 'order'])),
    )
    .addOption(
      new Option(
        '--layout <how>',
        'how kernels lie in IN: channels-first (Caffe, PyTorch) or channels-last (default: known by its kind)',
      ).argParser(oneOf('--layout', ['channels-first', 'channels-last'])),
    )
    .addHelpText(
      'after',
      `
The way of a photo into the network (size, mean, order of colors, class names) goes along with the weights, inside the
file or beside it. PyTorch loads .safetensors written with --keys torchvision. IN may be a name of alexnet download --list.

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
        // Weights are only moved, which needs no kernels; products of large matrices do.
        await startBackend({backend: svdRank === undefined ? 'cpu' : 'auto'}, speaker);
        const {model: imported, report, assumed = [], ...rest} = await openInput(input, options, speaker);
        let model = imported;
        try {
          const svd = svdRank === undefined ? undefined : await compressDense(imported, {ranks: svdRank});
          model = svd?.model ?? imported;
          // A preset says nothing of layers that it does not have.
          const preprocessing = {...rest.preprocessing, ...(svd === undefined ? {} : {preset: undefined})};
          const files = await exportModel(model, output, {
            preprocessing,
            keys,
            quantize,
          });
          const parameters = model.countParams();
          for (const name of report?.extra ?? []) {
            speaker.note(`not used: ${name}`);
          }
          if (assumed.length > 0) {
            speaker.note(
              `not said by the definition, and assumed: ${assumed.join(', ')}; --mean, --scale and --order say it`,
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
              extra: report?.extra ?? [],
              assumed,
              ...(svd === undefined ? {} : {svd: svd.report}),
            },
            () =>
              [
                `${formatCount(parameters)} weights of ${preprocessing.preset ?? model.name} with ${formatCount(preprocessing.classes.length)} classes: ${files.join(', ')}`,
                ...(report === undefined || report.extra.length === 0
                  ? []
                  : [`Not used: ${formatAmount(report.extra.length, 'array')} of the file.`]),
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

/** What smaller dense layers cost, a line each. */
function describeCosts({layers, parametersBefore, parametersAfter, logits}: CompressDenseReport): string[] {
  const percent = (share: number): string => `${(100 * share).toPrecision(3)} %`;
  return [
    ...layers.map(
      ({name, rank, relativeError, parametersBefore: before, parametersAfter: after}) =>
        `${name}: rank ${rank}, ${formatCount(before)} weights are ${formatCount(after)}, ${percent(relativeError)} of the kernel is lost`,
    ),
    `in all ${formatCount(parametersBefore)} weights are ${formatCount(parametersAfter)}; on noise the logits move by ${percent(logits.relative)}: \`alexnet evaluate\` says what it costs on photos`,
  ];
}

/** The options as the library takes them: a mean is numbers, or else a file. */
function importOptions({
  preset,
  prototxt,
  graph,
  inputShape,
  endAt,
  mean,
  scale,
  order,
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
    labels,
    layout,
    keys,
  };
}

/** The model of IN: of a file or directory as the options say, or of published weights as their record says. */
async function openInput(input: string, options: ConvertOptions, speaker: Speaker): Promise<ImportedModel> {
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
