import {CAFFE_MESSAGES} from './caffe-messages';

/** A field of a Caffe message. */
export interface CaffeField {
  name: string;
  kind: 'text' | 'integer' | 'float' | 'boolean' | 'enum' | 'message';
  isRepeated: boolean;
  /** Of an enum, by number. */
  names: readonly string[];
  /** Of a message: its name in the table. */
  message: string;
}

/** The fields of a message by their number. */
export type CaffeSchema = ReadonlyMap<number, CaffeField>;

const PLAIN_KINDS = ['text', 'integer', 'float', 'boolean'] as const;
const cache = /* @__PURE__ */ new Map<string, CaffeSchema>();

/** Looks a message up in the table: `caffeSchema('Convolution').get(4)?.name` is `kernel_size`. */
export function caffeSchema(message: string): CaffeSchema {
  const known = cache.get(message);
  if (known !== undefined) {
    return known;
  }
  const rows = (CAFFE_MESSAGES[message] ?? '').split(', ').map(row => row.split(' '));
  const schema = new Map(
    rows.map(([number = '', name = '', type = '']): [number, CaffeField] => {
      const isRepeated = type.endsWith('*');
      const bare = isRepeated ? type.slice(0, -1) : type;
      const plain = PLAIN_KINDS.find(kind => kind === bare);
      const isEnum = bare.includes('|');
      return [
        Number(number),
        {
          name,
          kind: plain ?? (isEnum ? 'enum' : 'message'),
          isRepeated,
          names: isEnum ? bare.split('|') : [],
          message: plain === undefined && !isEnum ? bare : '',
        },
      ];
    }),
  );
  cache.set(message, schema);
  return schema;
}
