import {checksFor, show} from '../core/check';
import {requireFields} from '../core/structured-argument';
import {AlexNetError} from '../errors';
import {PRETRAINED, type PretrainedWeights} from '../presets/pretrained';
import type {RemoteFile} from './download/request-rest';

/** A record of the table by its name; a record of one's own passes. */
export function resolvePretrained(
  weights: string | PretrainedWeights,
  table: Readonly<Record<string, PretrainedWeights>> = PRETRAINED,
): PretrainedWeights {
  if (typeof weights !== 'string') {
    requireFields('loadPretrained', 'weights', weights, {
      what: 'the name of weights, or a record of your own',
      fields: ['name', 'url', 'digest', 'preset'],
      fix: "loadPretrained('squeezenet1.1.imagenet1k-v1'); listPretrained() has all names",
    });
    return weights;
  }
  const name = checksFor('loadPretrained').oneOf('weights', weights, Object.keys(table));
  return table[name] as PretrainedWeights;
}

/** A file to download, and the key under which it is kept. */
export interface PretrainedSource {
  file: RemoteFile;
  key: string;
}

/**
 * The file to download for a record. A mirror holds the files by their own names, without folders: with
 * `https://example.org/weights` as mirror the file of `https://…/models/a.pth` is `https://example.org/weights/a.pth`.
 * The digest stays the one of the record.
 */
export function pretrainedSource(record: PretrainedWeights, mirror?: string): PretrainedSource {
  const {name, url, digest, bytes} = record;
  const fileName = fileNameOf(url, name);
  return {
    key: `${name}/${fileName}`,
    file: {
      name,
      url: mirror === undefined ? url : mirrorAddress(mirror, fileName),
      digest,
      bytes,
    },
  };
}

function fileNameOf(url: string, name: string): string {
  const fileName = webAddress(url)?.pathname.split('/').at(-1) ?? '';
  if (!/^\w[\w.+-]*$/.test(fileName)) {
    throw new AlexNetError({
      code: 'bad-argument',
      where: `loadPretrained ${show(name)}`,
      problem: 'this is not the address of a file.',
      expected:
        'an http or https address that ends in a file name of letters, digits, dots, dashes and underscores',
      received: show(url),
      fix: 'correct url in the record of these weights',
    });
  }
  return fileName;
}

/** Address of a file in the folder of a mirror; `where` names the call in the error that it is none. */
export function mirrorAddress(mirror: string, fileName: string, where = 'loadPretrained'): string {
  const base = webAddress(mirror);
  if (base === undefined || base.search !== '' || base.hash !== '') {
    throw new AlexNetError({
      code: 'bad-argument',
      where,
      problem: 'the mirror is not an address.',
      expected: 'an http or https address of a folder, such as https://example.org/weights',
      received: show(mirror),
      fix: 'correct the option mirror (--mirror, ALEXNET_WEIGHTS_MIRROR)',
    });
  }
  base.pathname = `${base.pathname.replace(/\/+$/, '')}/${fileName}`;
  return base.href;
}

function webAddress(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && /^https?:$/.test(url.protocol) ? url : undefined;
}
