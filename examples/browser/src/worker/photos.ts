/** The worker that reads photos, so that the page never waits for them. It needs no TensorFlow.js. */
import {expose} from 'comlink';
import type {PhotoReader} from '../protocol';
import {encodePhoto, readPhoto} from './read-photo';

const reader: PhotoReader = {read: readPhoto, encode: encodePhoto};
expose(reader);
