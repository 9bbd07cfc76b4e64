import {requireFields, requireList} from '../core/structured-argument';

/** Throws if a value is not a list of named arrays. */
export function requireArrays(where: string, name: string, arrays: unknown): void {
  const fix = "pass arrays with their names: [{name: 'conv1/kernel', shape: [3, 3, 1, 8], data: values}]";
  requireList(where, name, arrays, {what: 'a list of arrays', fix});
  (arrays as readonly unknown[]).forEach((array, i) => {
    requireFields(where, `${name}[${i}]`, array, {
      what: 'an array with its name',
      fields: ['name', 'shape', 'data'],
      fix,
    });
  });
}
