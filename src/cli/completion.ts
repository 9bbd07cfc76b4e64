import {Argument, Command} from 'commander';
import type {CommandHost} from './command-host';
import {completionScript, SHELLS} from './completion-script';

/** Adds `alexnet completion`: prints a script with which a shell completes commands and options. */
export function completionCommand(host: CommandHost): Command {
  return new Command('completion')
    .description('Print a script for the completion of commands and options in a shell.')
    .addArgument(new Argument('<shell>', 'shell that reads the script').choices(SHELLS))
    .addHelpText(
      'after',
      `
Examples:
  eval "$(alexnet completion bash)"        # in ~/.bashrc
  eval "$(alexnet completion zsh)"         # in ~/.zshrc, after compinit
  alexnet completion fish | source         # in ~/.config/fish/config.fish`,
    )
    .action(
      host.action((speaker, shell: (typeof SHELLS)[number]) => {
        const script = completionScript(host.program(), shell);
        speaker.result({shell, script}, () => script);
        return Promise.resolve(0);
      }),
    );
}
