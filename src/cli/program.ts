import {skippedLines} from '#internal';
import {Command, CommanderError} from 'commander';
import {AlexNetError, type SkippedPhoto} from 'tfjs-alexnet';
import {benchCommand} from './bench';
import type {CommandFactory, CommandHost} from './command-host';
import {type ConsoleIO, Speaker} from './console-io';
import {completionCommand} from './completion';
import {convertCommand} from './convert';
import {describeCommand} from './describe';
import {doctorCommand} from './doctor';
import {downloadCommand} from './download';
import {evaluateCommand} from './evaluate';
import {featuresCommand} from './features';
import {meanCommand} from './mean';
import {predictCommand} from './predict';
import {scaleOutCommand} from './scale-out/scale-out';
import {setupCommand} from './setup';
import {shardsCommand} from './shards';
import {trainCommand} from './train';
import {visualizeCommand} from './visualize';

/** The arguments of the program, needed to print the line that resumes a run, and its streams. */
export interface ProgramContext {
  /** The words after the program's name. */
  argv: readonly string[];
  io: ConsoleIO;
  /** Version to print for --version. */
  version: string;
}

const COMMANDS: readonly CommandFactory[] = [
  trainCommand,
  evaluateCommand,
  predictCommand,
  describeCommand,
  convertCommand,
  featuresCommand,
  meanCommand,
  shardsCommand,
  scaleOutCommand,
  visualizeCommand,
  benchCommand,
  doctorCommand,
  setupCommand,
  downloadCommand,
  completionCommand,
];

/** Runs one command line and returns its exit code: 0 done, 1 failed, 2 wrong usage, 130 interrupted. */
export async function runProgram({argv, io, version}: ProgramContext): Promise<number> {
  let exitCode = 0;
  const program = new Command('alexnet');
  const speakerOf = (command: Command): Speaker => new Speaker(io, command.optsWithGlobals());
  const host: CommandHost = {
    argv,
    program: () => program,
    action:
      body =>
      async (...args) => {
        const command = args.at(-1) as Command;
        // Commander passes the positional arguments, the options and the command; the body gets all but the last.
        exitCode = await body(speakerOf(command), ...(args.slice(0, -1) as never));
      },
  };
  program
    .description('Train AlexNet and related networks on photos, and use the trained models.')
    .version(version, '-V, --version', 'print the version')
    .option('--json', 'print one JSON object on stdout, everything else on stderr')
    .option('-q, --quiet', 'hide progress')
    .configureHelp({showGlobalOptions: true})
    .configureOutput({
      writeOut: text => io.stdout.write(text),
      writeErr: text => io.stderr.write(text),
      // All errors are printed below, in the same form.
      outputError: () => undefined,
    })
    .exitOverride()
    .addHelpText(
      'after',
      `
Examples:
  alexnet train --data photos --out runs/first --preset alexnet-mini
  alexnet predict --model runs/first photo.jpg
  alexnet describe alexnet

Exit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted.`,
    );
  for (const command of COMMANDS) {
    program.addCommand(command(host).copyInheritedSettings(program).exitOverride());
  }
  try {
    await program.parseAsync(argv, {from: 'user'});
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) {
      return 0;
    }
    const names = program.commands.map(command => command.name());
    return reportError(error, new Speaker(io, {json: argv.includes('--json')}), argv, names);
  }
}

/**
 * Prints an error in the library's form and returns its exit code.
 *
 * @param commands names of the commands: a usage error refers to the help of its command.
 */
export function reportError(
  error: unknown,
  speaker: Speaker,
  argv: readonly string[],
  commands: readonly string[] = [],
): number {
  const shown = toAlexNetError(error, argv, commands);
  const isInternal = !(error instanceof AlexNetError || error instanceof CommanderError);
  speaker.warn(shown.message);
  const skipped = skippedIn(shown.details);
  for (const line of skippedLines(skipped)) {
    speaker.warn(line);
  }
  if (isInternal && process.env.DEBUG !== undefined && error instanceof Error) {
    speaker.warn(error.stack ?? '');
  }
  if (speaker.json) {
    const {code, where, problem, expected, received, fix} = shown;
    const error = {code: isInternal ? 'internal' : code, where, problem, expected, received, fix};
    speaker.result({error: skipped.length === 0 ? error : {...error, skipped}}, () => '');
  }
  return shown.code === 'bad-argument' ? 2 : 1;
}

/** The files in the details of an error about photos, since a user of the command cannot inspect the error object. */
function skippedIn(details: unknown): readonly SkippedPhoto[] {
  const {skipped} = (details ?? {}) as {skipped?: unknown};
  return Array.isArray(skipped) ? (skipped as SkippedPhoto[]) : [];
}

function toAlexNetError(error: unknown, argv: readonly string[], commands: readonly string[]): AlexNetError {
  if (error instanceof AlexNetError) {
    return error;
  }
  const command = argv.find(word => !word.startsWith('-')) ?? '';
  const where = `alexnet ${command}`.trim();
  if (error instanceof CommanderError) {
    const isHelp = error.code === 'commander.help' || error.code === 'commander.helpDisplayed';
    const [problem = '', ...rest] = (
      isHelp ? 'no command was given.' : error.message.replace(/^error: /, '')
    ).split('\n');
    const hint = rest.join(' ').replace(/[()]/g, '').trim();
    const known = commands.includes(command) ? `${where} --help` : 'alexnet --help';
    return new AlexNetError({
      code: 'bad-argument',
      where: commands.includes(command) ? where : 'alexnet',
      problem: problem.endsWith('.') ? problem : `${problem}.`,
      received: argv.join(' '),
      fix: hint === '' ? `see ${known}` : `${hint} See ${known}`,
      cause: error,
    });
  }
  return new AlexNetError({
    code: 'bad-state',
    where,
    problem: `internal: ${error instanceof Error ? error.message : String(error)}`,
    fix: `this is a defect of tfjs-alexnet: run the line again with DEBUG=1 before it and report what it prints`,
    cause: error,
  });
}
