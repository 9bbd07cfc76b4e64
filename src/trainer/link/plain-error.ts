import {AlexNetError, type AlexNetErrorFields} from '../../errors';

/** An error as plain data: classes are lost between threads. */
export interface PlainError {
  name: string;
  message: string;
  stack?: string;
  /** The fields of an AlexNetError. */
  fields?: AlexNetErrorFields;
}

/** Makes plain data of anything thrown. Details that cannot be copied to another thread are left out. */
export function toPlainError(thrown: unknown): PlainError {
  if (thrown instanceof AlexNetError) {
    const {code, where, problem, expected, received, fix, cause, name, message, stack} = thrown;
    const fields: AlexNetErrorFields = {code, where, problem};
    for (const [field, value] of Object.entries({expected, received, fix})) {
      Object.assign(fields, value === undefined ? {} : {[field]: value});
    }
    if (thrown.details !== undefined && isCloneable(thrown.details)) {
      fields.details = thrown.details;
    }
    if (cause !== undefined) {
      fields.cause = toPlainError(cause);
    }
    return {name, message, ...(stack === undefined ? {} : {stack}), fields};
  }
  if (thrown instanceof Error) {
    const {name, message, stack} = thrown;
    return {name, message, ...(stack === undefined ? {} : {stack})};
  }
  return {name: 'Error', message: String(thrown)};
}

/** The error again, in the other thread: an AlexNetError with its code and fields, else an Error with name and message. */
export function fromPlainError({name, message, stack, fields}: PlainError): Error {
  const cause = fields?.cause === undefined ? {} : {cause: fromPlainError(fields.cause as PlainError)};
  const error = fields === undefined ? new Error(message) : new AlexNetError({...fields, ...cause});
  error.name = name;
  if (stack !== undefined) {
    error.stack = stack;
  }
  return error;
}

function isCloneable(value: unknown): boolean {
  try {
    structuredClone(value);
    return true;
  } catch {
    return false;
  }
}
