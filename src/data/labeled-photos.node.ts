import {photoFolder, type PhotoFolder} from './photo-folder.node.js';

/**
 * Lists photos with labels in the order of a model's classes, which also tell what `cat_001.jpg` is. Where a photo is of
 * another class, all photos have the classes of their folders: an evaluation then throws and names the class.
 */
export async function labeledPhotos(directory: string, classes: readonly string[]): Promise<PhotoFolder> {
  const found = await photoFolder(directory);
  if (classes.length === 0) {
    return found;
  }
  const known = await photoFolder(directory, {classes, requireEveryClass: false});
  return known.photos.length === found.photos.length ? known : found;
}
