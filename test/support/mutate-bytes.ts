import {type RandomStream} from '../../src/core/random';

/** Numbers at which readers go wrong: nothing, ends of ranges, signs, opcodes of pickle, quotes and brackets. */
const ODD = [
  0, 1, 2, 4, 8, 0x28, 0x2e, 0x52, 0x5b, 0x5d, 0x63, 0x7b, 0x7d, 0x22, 0x5c, 0x7f, 0x80, 0x81, 0xfe, 0xff,
];

/** A copy of `bytes` with one to four changes of random kinds: as from a bad disk, a bad transfer or an attacker. */
export function mutateBytes(bytes: Uint8Array, random: RandomStream): Uint8Array {
  let result = [...bytes];
  const changes = 1 + random.integer(4);
  for (let i = 0; i < changes && result.length > 0; i++) {
    const at = random.integer(result.length);
    const length = 1 + random.integer(8);
    const odd = (): number => ODD[random.integer(ODD.length)]!;
    switch (random.integer(8)) {
      case 0: // one bit
        result[at] = result[at]! ^ (1 << random.integer(8));
        break;
      case 1: // one byte, any
        result[at] = random.integer(256);
        break;
      case 2: // one byte, odd
        result[at] = odd();
        break;
      case 3: // a run of one odd byte: lengths and offsets among them
        result.fill(odd(), at, at + length);
        break;
      case 4: // left out
        result.splice(at, length);
        break;
      case 5: // put in
        result.splice(at, 0, ...Array.from({length}, odd));
        break;
      case 6: // copied to another place
        result.splice(random.integer(result.length), 0, ...result.slice(at, at + 8 * length));
        break;
      default: // cut off, more often near the end
        result = result.slice(0, result.length - random.integer(1 + random.integer(result.length)));
    }
  }
  return Uint8Array.from(result);
}
