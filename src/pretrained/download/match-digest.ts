import type {FileDigest} from '../../presets/pretrained';

/** Whether a computed digest is the one that was published, or begins with what was. */
export function matchesDigest({hex, isPrefix = false}: FileDigest, computed: string): boolean {
  return isPrefix ? computed.startsWith(hex) : computed === hex;
}
