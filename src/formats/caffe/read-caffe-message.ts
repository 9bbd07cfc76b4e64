import {type CaffeMessage, type CaffeValue} from './caffe-model';
import {caffeSchema, type CaffeField} from './caffe-schema';
import {type ProtobufMessage} from '../protobuf-message';

/** Decodes a message of the table into an object with its field names. */
export function readCaffeMessage(message: ProtobufMessage, type: string): CaffeMessage {
  const schema = caffeSchema(type);
  const values: CaffeMessage = {};
  while (message.next()) {
    const field = schema.get(message.field);
    if (field !== undefined) {
      setField(message, field, values);
    }
  }
  return values;
}

/** Adds what stands at the current field of `message` to `values`. */
export function setField(message: ProtobufMessage, field: CaffeField, values: CaffeMessage): void {
  const found = readField(message, field);
  if (!field.isRepeated) {
    const [last] = found.slice(-1);
    if (last !== undefined) {
      values[field.name] = last;
    }
    return;
  }
  const list = values[field.name];
  if (Array.isArray(list)) {
    for (const value of found) {
      list.push(value);
    }
  } else {
    values[field.name] = found;
  }
}

/** All values of a field at this place: more than one where numbers are packed. */
function readField(message: ProtobufMessage, {kind, name, names, message: type}: CaffeField): CaffeValue[] {
  switch (kind) {
    case 'text':
      return [message.text()];
    case 'integer':
      return message.integers();
    case 'float':
      return message.floats();
    case 'boolean':
      return message.integers().map(number => number !== 0);
    case 'enum':
      return message.integers().map(number => names[number] ?? number);
    case 'message':
      return [readCaffeMessage(message.message(name), type)];
  }
}
