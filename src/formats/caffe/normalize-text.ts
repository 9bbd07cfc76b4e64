import {isMessage, type CaffeMessage, type CaffeValue} from './caffe-model';
import {caffeSchema, type CaffeField} from './caffe-schema';

/**
 * A message of a prototxt with the values that a `.caffemodel` would have: enums by name where the text has their numbers
 * (`pool: 1`), booleans where it has 0 and 1. Fields that the table does not have stay as they are.
 *
 * @param type name of the message in the table: `Layer`.
 */
export function normalizeText(message: CaffeMessage, type: string): CaffeMessage {
  const byName = new Map([...caffeSchema(type).values()].map(field => [field.name, field]));
  const normalized = Object.create(null) as CaffeMessage;
  for (const [name, value] of Object.entries(message)) {
    const field = byName.get(name);
    normalized[name] =
      field === undefined
        ? value
        : Array.isArray(value)
          ? value.map(item => normalizeValue(item, field))
          : normalizeValue(value, field);
  }
  return normalized;
}

function normalizeValue(value: CaffeValue, {kind, names, message}: CaffeField): CaffeValue {
  if (kind === 'message') {
    return isMessage(value) ? normalizeText(value, message) : value;
  }
  if (kind === 'enum' && typeof value === 'number') {
    return names[value] ?? value;
  }
  if (kind === 'boolean' && (value === 0 || value === 1)) {
    return value === 1;
  }
  if (kind === 'boolean' && typeof value === 'string' && /^(t|f|true|false)$/i.test(value)) {
    return /^t/i.test(value);
  }
  return value;
}
