/** Where a command writes: results to one stream, everything else to the other. */
export interface ConsoleIO {
  /** Receives results only. */
  stdout: NodeJS.WritableStream;
  /** Receives progress, warnings and errors. */
  stderr: NodeJS.WritableStream & {isTTY?: boolean; columns?: number};
}

/** Prints the results, notes and warnings of a command. */
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
    this.io.stdout.write(`${this.json ? JSON.stringify(object) : text()}\n`);
  }

  /** Prints a note, unless `--quiet` is set. */
  note(line: string): void {
    if (!this.quiet) {
      this.io.stderr.write(`${line}\n`);
    }
  }

  /** Prints a warning. */
  warn(line: string): void {
    this.io.stderr.write(`${line}\n`);
  }
}
