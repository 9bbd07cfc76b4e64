/** Properties of a file in the headers of a response: the range of bytes, the version, the length. */

/** Range of the bytes of a response. */
export interface RemoteResponse {
  /** The whole file (200), the rest of it (206), or nothing, because the offset is beyond its end (416). */
  kind: 'whole' | 'rest' | 'beyond';
  /** Offset of the first byte that comes. */
  start: number;
  /** Length of the whole file, where the server says it. */
  total?: number;
  /** By which the same file is known again: a strong ETag, else the date. */
  validator?: string;
}

/** First byte, last byte and length, as `bytes 100-199/200`; a star stands for what is not known. */
const CONTENT_RANGE = /^bytes (?:(\d+)-(\d+)|\*)\/(\d+|\*)$/;

/**
 * Reads a response with status 200, 206 or 416.
 *
 * A page sees only the headers that the server exposes to it; then a partial response is assumed to begin at the
 * requested byte, and the digest decides in the end.
 */
export function readResponse(response: Response, offset: number): RemoteResponse {
  const {headers, status} = response;
  const range = CONTENT_RANGE.exec(headers.get('Content-Range') ?? '');
  const etag = headers.get('ETag');
  const validator = etag !== null && !etag.startsWith('W/') ? etag : headers.get('Last-Modified');
  const total = status === 200 ? contentLength(headers) : number(range?.[3]);
  return {
    kind: status === 200 ? 'whole' : status === 206 ? 'rest' : 'beyond',
    start: status === 206 ? (number(range?.[1]) ?? offset) : 0,
    total,
    validator: validator ?? undefined,
  };
}

/** Undefined where the body is compressed on the way: then it is not the length of the file. */
function contentLength(headers: Headers): number | undefined {
  const encoding = headers.get('Content-Encoding');
  return encoding === null || encoding === 'identity'
    ? number(headers.get('Content-Length') ?? undefined)
    : undefined;
}

function number(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
