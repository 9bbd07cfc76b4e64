/**
 * Returns a short text that is equal for equal lists: 64 bits, in hexadecimal.
 *
 * Pitfall: it detects an accident (another folder, a changed label), not an attack; it is no cryptographic digest.
 */
export function fingerprintOf(parts: Iterable<string | number>): string {
  let h1 = 0x2f9be6cc;
  let h2 = 0x1b873593;
  const mix = (word: number): void => {
    h1 = Math.imul(h1 ^ word, 0x9e3779b1);
    h1 ^= h1 >>> 15;
    h2 = Math.imul(h2 ^ word ^ (h1 << 7), 0x85ebca77);
    h2 ^= h2 >>> 13;
  };
  for (const part of parts) {
    // The kind and the length go in first, so that ['ab', 'c'], ['a', 'bc'] and 1 and '1' differ.
    const text = String(part);
    mix(typeof part === 'number' ? 1 : 2);
    mix(text.length);
    for (let i = 0; i < text.length; i++) {
      mix(text.charCodeAt(i));
    }
  }
  return [finish(h1), finish(h2 ^ h1)].map(word => word.toString(16).padStart(8, '0')).join('');
}

function finish(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
