import {requireFields} from '../core/structured-argument';

/** Throws if a value is not a source of images. */
export function requireSource(where: string, name: string, source: unknown): void {
  requireFields(where, name, source, {
    what: 'a source of images',
    fields: ['count', 'imageShape', 'labels', 'read'],
    fix: 'pass await openPhotos(await photoFolder(directory), {resizeShorterSide: 256}), or tensorSource({…})',
  });
}
