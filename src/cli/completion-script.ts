import type {Command, Option} from 'commander';
import type {OptionParser} from './parse-option';

/** Shells with a completion. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** A subcommand as a shell completes it. */
interface CompletedCommand {
  name: string;
  description: string;
  options: CompletedOption[];
  /** The values of its first argument that are suggested; empty where a file is expected. */
  values: readonly string[];
}

interface CompletedOption {
  flags: string[];
  description: string;
  takesValue: boolean;
  /** The values that are suggested; empty where a file or a number is expected. */
  values: readonly string[];
}

/** The script with which a shell completes the commands and options of the program. */
export function completionScript(program: Command, shell: (typeof SHELLS)[number]): string {
  const shared = program.options.map(describeOption);
  const commands = program.commands.map((command): CompletedCommand => ({
    name: command.name(),
    description: command.description(),
    values: knownValues(command.registeredArguments[0] ?? {}),
    options: [
      ...command.options.map(describeOption),
      ...shared.filter(({flags}) => !flags.includes('--version')),
      {flags: ['--help'], description: 'display help', takesValue: false, values: []},
    ],
  }));
  const script = {bash: bashScript, zsh: zshScript, fish: fishScript}[shell];
  return script(
    program.name(),
    commands,
    shared.flatMap(({flags}) => flags),
  );
}

function describeOption(option: Option): CompletedOption {
  return {
    flags: option.flags.match(/--?[a-z][\w-]*/gi) ?? [],
    description: option.description,
    takesValue: option.required || option.optional,
    values: knownValues(option),
  };
}

function knownValues(of: object): readonly string[] {
  const {parseArg, argChoices} = of as {parseArg?: OptionParser<unknown>; argChoices?: string[]};
  return argChoices ?? parseArg?.known ?? [];
}

/** The lines of a `case` for the values of each option that has some, and for files where another value follows. */
function valueCases(
  commands: readonly CompletedCommand[],
  values: (list: string) => string,
  files: string,
): string {
  return commands
    .flatMap(({name, options}) =>
      options
        .filter(({takesValue}) => takesValue)
        .map(
          option =>
            `    ${option.flags.map(flag => `${name}:${flag}`).join('|')}) ${
              option.values.length > 0 ? values(option.values.join(' ')) : files
            } ;;`,
        ),
    )
    .join('\n');
}

function bashScript(
  program: string,
  commands: readonly CompletedCommand[],
  shared: readonly string[],
): string {
  const names = commands.map(({name}) => name).join(' ');
  return `# bash completion of ${program}: eval "$(${program} completion bash)"
_${program}() {
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} command= word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $word in -*) ;; *) command=$word; break ;; esac
  done
  case $command:$before in
${valueCases(commands, list => `COMPREPLY=($(compgen -W "${list}" -- "$current")); return`, 'COMPREPLY=($(compgen -f -- "$current")); return')}
  esac
  case $command in
    '') COMPREPLY=($(compgen -W "${names} ${shared.join(' ')} --help" -- "$current")) ;;
${commands
  .map(
    ({name, options, values}) =>
      `    ${name}) [[ $current == -* ]] && COMPREPLY=($(compgen -W "${options.flatMap(({flags}) => flags).join(' ')}" -- "$current")) || COMPREPLY=($(compgen ${values.length > 0 ? `-W "${values.join(' ')}"` : '-f'} -- "$current")) ;;`,
  )
  .join('\n')}
  esac
}
complete -o filenames -F _${program} ${program}`;
}

function zshScript(
  program: string,
  commands: readonly CompletedCommand[],
  shared: readonly string[],
): string {
  return `#compdef ${program}
# zsh completion of ${program}: eval "$(${program} completion zsh)"
_${program}() {
  local command= word before=\${words[CURRENT-1]}
  for word in "\${words[2,CURRENT-1][@]}"; do
    case $word in -*) ;; *) command=$word; break ;; esac
  done
  case $command:$before in
${valueCases(commands, list => `compadd -- ${list}; return`, '_files; return')}
  esac
  case $command in
    '') compadd -- ${[...commands.map(({name}) => name), ...shared, '--help'].join(' ')} ;;
${commands
  .map(
    ({name, options, values}) =>
      `    ${name}) if [[ $PREFIX == -* ]]; then compadd -- ${options.flatMap(({flags}) => flags).join(' ')}; else ${values.length > 0 ? `compadd -- ${values.join(' ')}` : '_files'}; fi ;;`,
  )
  .join('\n')}
  esac
}
compdef _${program} ${program}`;
}

function fishScript(
  program: string,
  commands: readonly CompletedCommand[],
  shared: readonly string[],
): string {
  const quote = (text: string): string => `'${text.replace(/\\/g, '\\\\').replace(/'/g, "\\'")}'`;
  const flag = (text: string): string =>
    text.startsWith('--') ? `-l ${text.slice(2)}` : `-s ${text.slice(1)}`;
  const lines = commands.flatMap(({name, description, options, values}) => [
    `complete -c ${program} -n __fish_use_subcommand -f -a ${name} -d ${quote(description)}`,
    ...(values.length > 0
      ? [
          `complete -c ${program} -n ${quote(`__fish_seen_subcommand_from ${name}`)} -f -a ${quote(values.join(' '))}`,
        ]
      : []),
    ...options.map(
      option =>
        `complete -c ${program} -n ${quote(`__fish_seen_subcommand_from ${name}`)} ${option.flags.map(flag).join(' ')}${
          option.takesValue ? ' -r' : ''
        }${option.values.length > 0 ? ` -f -a ${quote(option.values.join(' '))}` : ''} -d ${quote(option.description)}`,
    ),
  ]);
  return [
    `# fish completion of ${program}: ${program} completion fish | source`,
    ...shared.map(text => `complete -c ${program} -n __fish_use_subcommand ${flag(text)}`),
    ...lines,
  ].join('\n');
}
