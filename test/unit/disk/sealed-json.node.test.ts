import {describe, expect, it} from 'vitest';
import {openSealed, parseSealed, sealJson} from '../../../src/disk/sealed-json.node.js';
import {expectAlexNetError} from '../../support/matchers';

const content = {version: 1, mean: [0.1, -1e-7, 12], name: 'cät', nested: {2: 'b', 1: 'a'}, gone: undefined};
const {gone: _gone, ...kept} = content;

describe('a sealed JSON file', () => {
  it('is read whatever its formatting', () => {
    const text = sealJson(content, {indent: 2});
    expect(parseSealed(text, 'a.json')).toEqual(kept);
    expect(parseSealed(JSON.stringify(JSON.parse(text)), 'a.json')).toEqual(kept);
  });

  it('notices every flipped bit that changes a value', () => {
    const bytes = Buffer.from(sealJson(content));
    let changed = 0;
    for (let bit = 0; bit < 8 * bytes.length; bit++) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      let value: unknown;
      try {
        value = parseSealed(flipped.toString(), 'a.json');
      } catch {
        continue;
      }
      // Text that is no JSON comes back as text. The name of the digest itself may be hit.
      if (typeof value === 'object') {
        changed += Object.entries(kept).some(
          ([name, part]) => JSON.stringify((value as Record<string, unknown>)[name]) !== JSON.stringify(part),
        )
          ? 1
          : 0;
      }
    }
    expect(changed).toBe(0);
  });

  it('says how to accept an edit, and accepts it', async () => {
    const edited = sealJson({classes: ['cat']}).replace('cat', 'dog');
    await expectAlexNetError(
      () => parseSealed(edited, 'a.json'),
      'bad-weights',
      'a.json',
      'to accept an edit of your own, remove the field "sha256"',
    );
    expect(parseSealed('{"classes":["dog"]}', 'a.json')).toEqual({classes: ['dog']});
  });

  it('is not required: files of earlier versions and other values are taken as they are', () => {
    for (const value of [{a: 1}, [1], null, 'text']) {
      expect(openSealed(value, 'a.json')).toBe(value);
    }
    expect(parseSealed('{"a":', 'a.json')).toBe('{"a":');
  });

  it('replaces the digest of an object that was sealed before', () => {
    const once = JSON.parse(sealJson({a: 1})) as object;
    expect(JSON.parse(sealJson({...once, b: 2}))).toEqual(JSON.parse(sealJson({a: 1, b: 2})));
  });
});
