import {SETUP_PACKAGES, setupTensorFlow} from '#internal';
import {Argument, Command} from 'commander';
import type {CommandHost} from './command-host';
import {progressFor} from './progress-line';

interface SetupCommandOptions {
  save: boolean;
  fromWheel?: boolean;
}

/** Adds `alexnet setup`: installs native TensorFlow and sees that it trains. */
export function setupCommand(host: CommandHost): Command {
  return new Command('setup')
    .description('Install native TensorFlow for --backend node, and see that it trains.')
    .addArgument(new Argument('<package>', 'what to install').choices(SETUP_PACKAGES))
    .option('--no-save', 'leave package.json as it is')
    .option(
      '--from-wheel',
      "skip the package's own installer: TensorFlow 2.15 instead of its 2.9, and faster",
    )
    .addHelpText(
      'after',
      `
The package's own installer is tried first. Where it fails, the binding is built against the library inside TensorFlow's
Python wheel; that needs Linux on x86-64, Python 3 with pip, and a C++ compiler, but no Python package is installed.
Everything comes through npm and pip. Running it again repairs what is broken and leaves alone what works.

It is installed beside TensorFlow.js and, but for --no-save, noted in package.json under optionalDependencies. npm ci
removes it with node_modules: run this again then. npm install leaves it.

Examples:
  alexnet setup tfjs-node
  alexnet setup tfjs-node-gpu`,
    )
    .action(
      host.action(async (speaker, name: (typeof SETUP_PACKAGES)[number], options: SetupCommandOptions) => {
        const progress = progressFor(speaker);
        let known = 0;
        const started = performance.now();
        try {
          const report = await setupTensorFlow(name, {
            save: options.save,
            fromWheel: options.fromWheel ?? false,
            onProgress: ({task, step, steps, seconds}) => {
              if (step !== known && speaker.io.stderr.isTTY !== true) {
                speaker.note(`${step}/${steps} ${task} …`);
              }
              known = step;
              progress.update(task, step, steps, `${seconds} s`);
            },
          });
          progress.end();
          const seconds = (performance.now() - started) / 1000;
          speaker.result({...report, seconds}, () => {
            const what = `TensorFlow ${report.tensorflow} (${report.packageName}) trains here`;
            const how = {
              'already there': 'it was there already',
              installer: 'by its own installer',
              wheel: `built against TensorFlow's wheel; its own installer: ${report.installerFailure ?? ''}`,
            }[report.source];
            return [
              `${what}: ${how}.`,
              `It lies in ${report.path}.`,
              'Use it with --backend node. After npm ci, run this again.',
            ].join('\n');
          });
          return 0;
        } finally {
          progress.end();
        }
      }),
    );
}
