import {stat} from 'node:fs/promises';
import {Command} from 'commander';
import {type ModelDescription, describeModel, listPresets} from 'tfjs-alexnet';
import {chooseBackend, openModel} from 'tfjs-alexnet/node';
import {formatCount} from './format-quantity';
import type {CommandHost} from './command-host';
import {textBar, textTable} from './terminal/text-table';

/** Adds `alexnet describe`: layers, shapes, parameters and multiply-adds of a preset or a trained model. */
export function describeCommand(host: CommandHost): Command {
  return new Command('describe')
    .description(
      'Show the layers of a preset or of a trained model: shapes, parameters, neurons, multiply-adds, memory.',
    )
    .argument('<preset|dir>', 'name of a preset, or a model directory')
    .addHelpText(
      'after',
      `
Presets: ${listPresets().join(', ')}.

Examples:
  alexnet describe alexnet
  alexnet describe runs/first --json`,
    )
    .action(
      host.action(async (speaker, target: string) => {
        const description = await describe(target);
        const {parameters, neurons, multiplyAdds, layers} = description;
        const memory = memoryOf(description);
        speaker.result({parameters, neurons, multiplyAdds, layers, memory}, () =>
          [
            table(description),
            '',
            `parameters     ${formatCount(parameters)}`,
            `neurons        ${formatCount(neurons)}`,
            `multiply-adds  ${formatCount(multiplyAdds)} for one photo`,
            `memory         ${megabytes(memory.weights)} for the weights; in training ${megabytes(memory.training)}, and ${megabytes(memory.activationsPerPhoto)} for each photo of a batch`,
          ].join('\n'),
        );
        return 0;
      }),
    );
}

/** An existing folder, or a text that cannot be a preset's name, is a model directory. An unknown name lists the known ones. */
async function describe(target: string): Promise<ModelDescription> {
  const entry = await stat(target).catch(() => undefined);
  const isPath = entry !== undefined || /[/\\]/.test(target);
  if (entry?.isDirectory() !== true && ((listPresets() as string[]).includes(target) || !isPath)) {
    return describeModel(target);
  }
  await chooseBackend({prefer: 'cpu'});
  const {model} = await openModel(target);
  try {
    return describeModel(model);
  } finally {
    model.dispose();
  }
}

/** Bytes of float32 numbers. Training holds each weight three times: itself, its gradient, its velocity. */
function memoryOf({parameters, layers}: ModelDescription): {
  weights: number;
  training: number;
  activationsPerPhoto: number;
} {
  const outputs = layers.reduce((sum, {outputShape}) => sum + sizeOf(outputShape), 0);
  return {weights: 4 * parameters, training: 12 * parameters, activationsPerPhoto: 4 * outputs};
}

function sizeOf(shape: readonly (number | null)[]): number {
  return shape.reduce<number>((size, length) => size * (length ?? 1), 1);
}

function table({layers, multiplyAdds}: ModelDescription): string {
  return textTable(
    [
      {title: 'layer'},
      {title: 'type'},
      {title: 'output'},
      {title: 'parameters', align: 'right'},
      {title: 'multiply-adds', align: 'right'},
      {title: 'fraction of multiply-adds'},
    ],
    layers.map(layer => [
      layer.name,
      layer.type,
      layer.outputShape.filter(length => length !== null).join(' × '),
      layer.parameters === 0 ? '' : formatCount(layer.parameters),
      layer.multiplyAdds === 0 ? '' : formatCount(layer.multiplyAdds),
      textBar(multiplyAdds === 0 ? 0 : layer.multiplyAdds / multiplyAdds, 30),
    ]),
  );
}

function megabytes(bytes: number): string {
  const megabytesCount = bytes / 1e6;
  return megabytesCount < 10
    ? `${megabytesCount.toFixed(1)} MB`
    : `${formatCount(Math.round(megabytesCount))} MB`;
}
