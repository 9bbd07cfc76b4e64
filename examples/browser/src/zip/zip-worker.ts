/** The worker that unpacks zips: a large one blocks neither the page nor a training. */
import {expose} from 'comlink';
import {photosInZip} from './photos-in-zip';

export interface UnpackedPhotos {
  photos: {path: string; file: File}[];
  problems: string[];
}

const methods = {
  async unpack(file: Blob, name: string): Promise<UnpackedPhotos> {
    const {photos, problems} = photosInZip(new Uint8Array(await file.arrayBuffer()), name);
    return {
      problems,
      photos: photos.map(({path, bytes, type}) => ({
        path,
        file: new File([bytes as Uint8Array<ArrayBuffer>], path.split('/').at(-1) ?? path, {type}),
      })),
    };
  },
};
export type ZipMethods = typeof methods;

expose(methods);
