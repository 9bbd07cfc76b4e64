/** Where a command writes: results to one stream, everything else to the other. */
export interface ConsoleIO {
  /** Receives results only. */
  stdout: NodeJS.WritableStream;
  /** Receives progress, warnings and errors. */
  stderr: NodeJS.WritableStream & {isTTY?: boolean; columns?: number};
}

/** What every command is given to speak with. */
export class Speaker {
  readonly io: ConsoleIO;
  /** Whether the result is one JSON object. */
  readonly json: boolean;
  /** Whether progress is left out. */
  readonly quiet: boolean;

  constructor(io: ConsoleIO, {json = false, quiet = false}: {json?: boolean; quiet?: boolean} = {}) {
    this.io = io;
    this.json = json;
    this.quiet = quiet;
  }

  /** The result: the object as one line of JSON, or the text for people. Call it once. */
  result(object: object, text: () => string): void {
    this.io.stdout.write(`${this.json ? JSON.stringify(object) : text()}\n`);
  }

  /** Something on the way that `--quiet` leaves out. */
  note(line: string): void {
    if (!this.quiet) {
      this.io.stderr.write(`${line}\n`);
    }
  }

  /** Something that must be read. */
  warn(line: string): void {
    this.io.stderr.write(`${line}\n`);
  }
}
