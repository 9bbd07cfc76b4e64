import {describe, expect, it} from 'vitest';
import {Interruption} from '../../../../src/pretrained/download/interruption';
import {
  requestRest,
  type RequestOptions,
  type RestReceiver,
} from '../../../../src/pretrained/download/request-rest';

const FILE = {name: 'a', url: 'https://weights.test/a.pth', digest: {algorithm: 'sha256', hex: ''}} as const;

describe('requestRest', () => {
  const run = async (
    offset: number,
    origin: {url: string; validator?: string} | undefined,
    response: Response | Error,
    more: Partial<RequestOptions> = {},
    receiver: Partial<RestReceiver> = {},
  ): Promise<{headers: unknown; taken: number}> => {
    let headers: unknown;
    let taken = 0;
    await requestRest(
      FILE,
      offset,
      origin,
      {
        begin: () => Promise.resolve(true),
        take: bytes => {
          taken += bytes.length;
          return Promise.resolve();
        },
        ...receiver,
      },
      {
        fetch: (_url, init) => {
          ({headers} = init ?? {});
          return response instanceof Error ? Promise.reject(response) : Promise.resolve(response);
        },
        timeoutMs: 1000,
        ifRange: true,
        ...more,
      },
    );
    return {headers, taken};
  };
  const bytes = (): Response => new Response(new Uint8Array(10));

  it('asks for no compression, and for a range only behind the first byte', async () => {
    expect(await run(0, undefined, bytes())).toEqual({headers: {'Accept-Encoding': 'identity'}, taken: 10});
    expect((await run(5, undefined, bytes())).headers).toEqual({
      'Accept-Encoding': 'identity',
      Range: 'bytes=5-',
    });
  });

  it('says of which file, to the server that named it, unless it may not', async () => {
    const origin = {url: FILE.url, validator: '"a"'};
    expect((await run(5, origin, bytes())).headers).toMatchObject({'If-Range': '"a"'});
    expect((await run(5, origin, bytes(), {ifRange: false})).headers).not.toHaveProperty('If-Range');
    expect((await run(5, {...origin, url: 'https://mirror.test/a.pth'}, bytes())).headers).not.toHaveProperty(
      'If-Range',
    );
  });

  it('reads nothing that is not wanted', async () => {
    const response = bytes();
    const {taken} = await run(0, undefined, response, {}, {begin: () => Promise.resolve(false)});
    expect([taken, response.body?.locked]).toEqual([0, false]);
  });

  it('tells a broken connection with every cause, and lets errors of the receiver through', async () => {
    const cause = new Error('ECONNRESET');
    await expect(run(0, undefined, new Error('fetch failed', {cause}))).rejects.toMatchObject({
      name: 'Interruption',
      fields: {received: 'fetch failed: ECONNRESET'},
    });
    const full = new Error('no room');
    await expect(run(0, undefined, bytes(), {}, {take: () => Promise.reject(full)})).rejects.toBe(full);
  });

  it('tells servers that are busy from those that refuse', async () => {
    const busy = new Response('', {status: 503, headers: {'Retry-After': '2'}});
    const error = await run(0, undefined, busy).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Interruption);
    expect(error).toMatchObject({retryAfterMs: 2000});
    await expect(run(0, undefined, new Response('', {status: 404}))).rejects.toMatchObject({
      code: 'io',
      problem: 'the server does not have the file.',
    });
    await expect(run(0, undefined, new Response('', {status: 401}))).rejects.toMatchObject({
      code: 'io',
      problem: 'the server refuses the file.',
    });
  });
});
