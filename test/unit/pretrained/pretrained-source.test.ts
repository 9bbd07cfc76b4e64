import {describe, expect, it} from 'vitest';
import {pretrainedSource, resolvePretrained} from '../../../src/pretrained/pretrained-source';
import {PRETRAINED} from '../../../src/presets/pretrained';

const RECORD = PRETRAINED['squeezenet1.1.imagenet1k-v1']!;

describe('resolvePretrained', () => {
  it('finds a record by its name, lets one of your own pass, and names the nearest', () => {
    expect(resolvePretrained('squeezenet1.1.imagenet1k-v1')).toBe(RECORD);
    const own = {...RECORD, name: 'own'};
    expect(resolvePretrained(own)).toBe(own);
    expect(resolvePretrained('own', {own})).toBe(own);
    expect(() => resolvePretrained('squeezenet1.1.imagenet1k-v2')).toThrowError(
      expect.objectContaining({
        code: 'bad-argument',
        fix: 'did you mean "squeezenet1.1.imagenet1k-v1"?',
      }) as Error,
    );
    expect(() => resolvePretrained('toString')).toThrowError(
      expect.objectContaining({code: 'bad-argument'}) as Error,
    );
  });
});

describe('pretrainedSource', () => {
  it('takes the published address, and the file of that name from a mirror', () => {
    expect(pretrainedSource(RECORD)).toEqual({
      key: 'squeezenet1.1.imagenet1k-v1/squeezenet1_1-b8a52dc0.pth',
      file: {name: RECORD.name, url: RECORD.url, digest: RECORD.digest, bytes: 4_958_839},
    });
    for (const mirror of ['https://example.org/weights', 'https://example.org/weights//']) {
      expect(pretrainedSource(RECORD, mirror).file.url).toBe(
        'https://example.org/weights/squeezenet1_1-b8a52dc0.pth',
      );
    }
    expect(pretrainedSource(RECORD, 'http://127.0.0.1:8080').file.url).toBe(
      'http://127.0.0.1:8080/squeezenet1_1-b8a52dc0.pth',
    );
  });

  it.each(['weights', 'ftp://example.org', 'file:///weights', 'https://example.org/?a=', ''])(
    'refuses the mirror %j',
    mirror => {
      expect(() => pretrainedSource(RECORD, mirror)).toThrowError(
        expect.objectContaining({code: 'bad-argument', received: JSON.stringify(mirror)}) as Error,
      );
    },
  );

  it.each(['https://example.org/', 'https://example.org/..%2f..', 'https://example.org/a b', 'c:/x.pth'])(
    'refuses %j, which names no file that can be kept',
    url => {
      expect(() => pretrainedSource({...RECORD, url})).toThrowError(
        expect.objectContaining({code: 'bad-argument', received: JSON.stringify(url)}) as Error,
      );
    },
  );
});
