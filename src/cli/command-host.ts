import type {Command} from 'commander';
import type {Speaker} from './console-io';

/** A command: adds itself to the program; its action returns the exit code. */
export type CommandFactory = (host: CommandHost) => Command;

/** Services of the program for a command. */
export interface CommandHost {
  /** The words after the program's name. */
  argv: readonly string[];
  /** The program with all its commands. */
  program(): Command;
  /** Wraps an action: it gets a speaker set up from the global options, and returns the exit code. */
  action<A extends unknown[]>(
    body: (speaker: Speaker, ...args: A) => Promise<number>,
  ): (...args: [...A, Command]) => Promise<void>;
}
