import {SETUP_PACKAGES, setupTensorFlow} from '#internal';
import {Argument, Command} from 'commander';
import type {CommandHost} from './command-host';
import {progressFor} from './terminal/progress-line';

interface SetupCommandOptions {
  save: boolean;
  fromWheel?: boolean;
}

/** Adds `alexnet setup`: installs native TensorFlow and checks that it can train. */
export function setupCommand(host: CommandHost): Command {
  return new Command('setup')
    .description('Install native TensorFlow for --backend node, and check that it can train.')
    .addArgument(new Argument('<package>', 'what to install').choices(SETUP_PACKAGES))
    .option('--no-save', 'do not change package.json')
    .option(
      '--from-wheel',
      "skip the package's own installer: TensorFlow 2.15 instead of its 2.9, and faster",
    )
    .addHelpText(
      'after',
      `
The package's own installer is tried first. If it fails, the binding is built against the library inside TensorFlow's
Python wheel; that needs Linux on x86-64, Python 3 with pip, and a C++ compiler, but no Python package is installed.
All downloads use npm and pip. Running it again repairs a broken installation and does not change a working one.

It is installed next to TensorFlow.js and, without --no-save, saved in package.json under optionalDependencies. npm ci
removes it with node_modules: run this again then. npm install keeps it.

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
              'already there': 'it was already installed',
              installer: 'installed by its own installer',
              wheel: `built against TensorFlow's wheel; its own installer: ${report.installerFailure ?? ''}`,
            }[report.source];
            return [
              `${what}: ${how}.`,
              `Path: ${report.path}`,
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
