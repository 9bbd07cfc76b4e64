import {printable, printableJson} from '#internal';

/** Output of a command: results on one stream, everything else on the other. */
export interface ConsoleIO {
  /** Receives results only. */
  stdout: NodeJS.WritableStream;
  /** Receives progress, warnings and errors. */
  stderr: NodeJS.WritableStream & {isTTY?: boolean; columns?: number};
}

/**
 * Keeps the program running when an output stream closes or fails (`| head -1`, a full disk under a log, a terminal that was
 * closed): what it writes there is lost, its work is not. Returns a function that tells whether the result was lost; a
 * reader that stopped reading did not want the rest.
 */
export function outliveStreams({stdout, stderr}: ConsoleIO): () => boolean {
  let isLost = false;
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && !isLost) {
      isLost = true;
      stderr.write(`the result could not be printed: ${error.message}\n`);
    }
  });
  stderr.on('error', () => undefined);
  return () => isLost;
}

/**
 * Prints the results, notes and warnings of a command. All text of a command goes through it, so that no name of a file or a
 * class reaches the terminal as a command.
 */
export class Speaker {
  readonly io: ConsoleIO;
  /** Whether the result is one JSON object. */
  readonly json: boolean;
  /** Whether progress is hidden. */
  readonly quiet: boolean;

  constructor(io: ConsoleIO, {json = false, quiet = false}: {json?: boolean; quiet?: boolean} = {}) {
    this.io = io;
    this.json = json;
    this.quiet = quiet;
  }

  /** Prints the result: the object as one line of JSON, or the text. Call it once. */
  result(object: object, text: () => string): void {
    this.io.stdout.write(`${this.json ? printableJson(JSON.stringify(object)) : printable(text())}\n`);
  }

  /** Prints a note, unless `--quiet` is set. */
  note(line: string): void {
    if (!this.quiet) {
      this.io.stderr.write(`${printable(line)}\n`);
    }
  }

  /** Prints a warning. */
  warn(line: string): void {
    this.io.stderr.write(`${printable(line)}\n`);
  }
}
