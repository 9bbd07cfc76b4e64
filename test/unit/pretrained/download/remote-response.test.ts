import {describe, expect, it} from 'vitest';
import {readResponse} from '../../../../src/pretrained/download/remote-response';

const answer = (
  status: number,
  headers: Record<string, string>,
  offset = 0,
): ReturnType<typeof readResponse> => readResponse(new Response(null, {status, headers}), offset);

describe('readResponse', () => {
  it('reads the length and the version of a whole file', () => {
    expect(answer(200, {'Content-Length': '20', ETag: '"a"'})).toEqual({
      kind: 'whole',
      start: 0,
      total: 20,
      validator: '"a"',
    });
  });

  it('does not take the length of a compressed body for that of the file', () => {
    expect(answer(200, {'Content-Length': '20', 'Content-Encoding': 'gzip'})).toEqual({
      kind: 'whole',
      start: 0,
    });
  });

  it('reads where the rest begins, and takes it for what was asked where the server hides it', () => {
    expect(answer(206, {'Content-Range': 'bytes 5-19/20'}, 7)).toEqual({kind: 'rest', start: 5, total: 20});
    expect(answer(206, {'Content-Range': 'bytes 7-19/*'}, 7)).toEqual({kind: 'rest', start: 7});
    expect(answer(206, {}, 7)).toEqual({kind: 'rest', start: 7});
  });

  it('reads the length when there is no rest', () => {
    expect(answer(416, {'Content-Range': 'bytes */20'}, 20)).toEqual({kind: 'beyond', start: 0, total: 20});
  });

  it('takes the date where the ETag is weak or missing', () => {
    const date = 'Thu, 01 Jan 2015 00:00:00 GMT';
    expect(answer(200, {ETag: 'W/"a"', 'Last-Modified': date}).validator).toBe(date);
    expect(answer(200, {'Last-Modified': date}).validator).toBe(date);
    expect(answer(200, {ETag: 'W/"a"'}).validator).toBeUndefined();
  });

  it('ignores lengths that are none', () => {
    expect(answer(200, {'Content-Length': '-1'})).toEqual({kind: 'whole', start: 0});
    expect(answer(206, {'Content-Range': 'lines 1-2/3'}, 4)).toEqual({kind: 'rest', start: 4});
  });
});
