/**
 * Meaning of each code for a caller:
 *
 * - `bad-argument`: an option or argument is wrong; permanent until the call is changed.
 * - `bad-shape`: a tensor or layer shape does not fit; permanent until the data or the network is changed.
 * - `bad-weights`: a weight or model file is damaged or belongs to another network; the file is at fault.
 * - `bad-data`: a photo, folder or data set cannot be used; the user's files are at fault.
 * - `bad-state`: the call is right but comes at the wrong time (a run directory in use, a missing checkpoint).
 * - `unsupported`: this backend, format or combination is not implemented; another one may be.
 * - `io`: the operating system refused to read or write; a retry may succeed once its cause is gone.
 */
export type AlexNetErrorCode =
  'bad-argument' | 'bad-shape' | 'bad-weights' | 'bad-data' | 'bad-state' | 'unsupported' | 'io';

/** The parts of an {@link AlexNetError}, in the order of its message. */
export interface AlexNetErrorFields {
  /** Kind of the failure; see {@link AlexNetErrorCode}. */
  code: AlexNetErrorCode;
  /** The function, layer, file or command at fault: `GroupedConv2D "conv2"`. */
  where: string;
  /** One sentence: what was wrong. */
  problem: string;
  /** The right value. */
  expected?: string;
  /** The value that was tested, unchanged. */
  received?: string;
  /** What to do about it: the option to set or the line to type. */
  fix?: string;
  /** More details for programs: all mismatches, file names, positions. */
  details?: unknown;
  /** The error that caused this one. */
  cause?: unknown;
}

/**
 * Every error that this library throws on purpose. Its message has one form,
 *
 *     where: what was wrong
 *       expected: …
 *       received: …
 *       fix: …
 *
 * and the same parts are fields, so that programs need not parse the message.
 */
export class AlexNetError extends Error {
  readonly code: AlexNetErrorCode;
  readonly where: string;
  readonly problem: string;
  readonly expected: string | undefined;
  readonly received: string | undefined;
  readonly fix: string | undefined;
  readonly details: unknown;

  constructor(fields: AlexNetErrorFields) {
    const lines = [`${fields.where}: ${fields.problem}`];
    for (const slot of ['expected', 'received', 'fix'] as const) {
      const text = fields[slot];
      if (text !== undefined) {
        lines.push(`  ${slot}: ${text}`);
      }
    }
    super(lines.join('\n'), fields.cause === undefined ? undefined : {cause: fields.cause});
    this.name = 'AlexNetError';
    this.code = fields.code;
    this.where = fields.where;
    this.problem = fields.problem;
    this.expected = fields.expected;
    this.received = fields.received;
    this.fix = fields.fix;
    this.details = fields.details;
  }
}
