/** Arguments and results of the Node and the wasm entry. */
import {chooseBackend, photoFolder, trainOnPhotos} from 'tfjs-alexnet/node';
import {useWasm} from 'tfjs-alexnet/wasm';
import {expectTypeOf, it} from 'vitest';

it('chooseBackend knows the names of its backends', () => {
  expectTypeOf(chooseBackend).toBeCallableWith({prefer: 'wasm', threads: 2});
  // @ts-expect-error no backend of this name
  void chooseBackend({prefer: 'wasn'});
  // @ts-expect-error a number
  void useWasm({threads: '2'});
});

it('trainOnPhotos needs photos and a place', () => {
  expectTypeOf(trainOnPhotos).toBeCallableWith({data: 'photos', out: 'model', preset: 'alexnet-mini'});
  // @ts-expect-error no data
  void trainOnPhotos({out: 'model'});
  // @ts-expect-error a misspelled option
  void trainOnPhotos({data: 'photos', out: 'model', epoch: 3});
});

it('photoFolder returns photos with their classes', () => {
  expectTypeOf(photoFolder('photos')).resolves.toHaveProperty('classes');
  // @ts-expect-error the directory is missing
  void photoFolder();
});
