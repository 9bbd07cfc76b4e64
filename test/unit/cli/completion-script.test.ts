import {Argument, Command, Option} from 'commander';
import {describe, expect, it} from 'vitest';
import {completionScript, SHELLS} from '../../../src/cli/completion-script';
import {oneOf, suggested} from '../../../src/cli/parse-option';

describe('completionScript', () => {
  const program = new Command('tool').option('--json', "one object of the shell's");
  program
    .command('train')
    .description("train a net, don't ask")
    .option('--data <dir>', 'photos')
    .addOption(new Option('--lr, --learning-rate <x>', 'rate'))
    .addOption(new Option('--how <way>', 'way').argParser(oneOf('--how', ['fast', 'slow'])))
    .addOption(new Option('-k, --kind <kind>', 'kind').choices(['one', 'two']));
  program.command('fetch').addArgument(new Argument('[name]').argParser(suggested(['cifar10', 'mnist'])));

  it.each(SHELLS)('has every command, option and known value in %s', shell => {
    const script = completionScript(program, shell);
    const word = (text: string): string => (shell === 'fish' ? text.replace(/^--?/, '') : text);
    for (const text of ['tool', 'train', 'fast', 'slow', 'one two', 'cifar10 mnist']) {
      expect(script).toContain(text);
    }
    for (const flag of ['--data', '--lr', '--learning-rate', '--how', '-k', '--kind', '--json', '--help']) {
      expect(script).toContain(word(flag));
    }
  });
});
