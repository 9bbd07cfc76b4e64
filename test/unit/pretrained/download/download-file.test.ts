import {createHash} from 'node:crypto';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {RandomStream} from '../../../../src/core/random';
import {downloadFile, type DownloadFileOptions} from '../../../../src/pretrained/download/download-file';
import {makeHasher} from '../../../../src/pretrained/download/hasher';
import {memoryStore} from '../../../../src/pretrained/stores/memory-store';
import type {RemoteFile} from '../../../../src/pretrained/download/request-rest';
import type {PartialFile} from '../../../../src/pretrained/stores/weight-store';
import {startWeightServer, type WeightServer} from '../../../support/weight-server';

const BYTES = 300_000;
const content = (seed: number): Uint8Array => {
  const stream = RandomStream.derive('download', seed);
  return Uint8Array.from({length: BYTES}, () => Math.floor(256 * stream.uniform()));
};
const FILE = content(1);
const OTHER = content(2);
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('downloadFile', () => {
  let server: WeightServer;
  let part: PartialFile;
  let waits: number[];
  let notes: string[];

  beforeEach(async () => {
    server = await startWeightServer(reply => {
      reply.file(FILE, {etag: '"one"'});
    });
    part = await memoryStore().openPartial('a/b');
    waits = [];
    notes = [];
  });
  afterEach(async () => {
    await server.close();
  });

  const remote = (more: Partial<RemoteFile> = {}): RemoteFile => ({
    name: 'net.training',
    url: `${server.origin}/file.pth`,
    digest: {algorithm: 'sha256', hex: sha256(FILE)},
    bytes: BYTES,
    ...more,
  });
  const download = (file: RemoteFile = remote(), more: Partial<DownloadFileOptions> = {}): Promise<void> =>
    downloadFile(file, part, {
      fetch: globalThis.fetch,
      timeoutMs: 2000,
      ifRange: true,
      retries: 3,
      maxBytes: 2 ** 20,
      makeHasher,
      wait: ms => {
        waits.push(ms);
        return Promise.resolve();
      },
      onNote: text => notes.push(text),
      ...more,
    });
  const received = async (): Promise<Uint8Array> => {
    const pieces: Uint8Array[] = [];
    for await (const piece of part.content()) {
      pieces.push(piece);
    }
    return new Uint8Array(Buffer.concat(pieces));
  };
  const isFile = async (): Promise<boolean> => Buffer.from(await received()).equals(FILE);

  it('brings the bytes, and tells how many there are', async () => {
    const told: [number, number | undefined][] = [];
    await download(remote(), {onProgress: (done, total) => told.push([done, total])});
    expect(await isFile()).toBe(true);
    expect(told.at(-1)).toEqual([BYTES, BYTES]);
    expect(told.every(([done], i) => i === 0 || done > told[i - 1]![0])).toBe(true);
    expect(server.seen).toEqual([{path: '/file.pth'}]);
  });

  it('asks only for the rest, of the same file, wherever connections break', async () => {
    const stream = RandomStream.derive('cuts', 3);
    const cuts = Array.from({length: 5}, () => 1 + Math.floor(60_000 * stream.uniform()));
    server.answer = (reply, count) => {
      reply.file(FILE, {etag: '"one"', ...(count < cuts.length ? {cutAfter: cuts[count]} : {})});
    };
    await download(remote(), {retries: 5});
    expect(await isFile()).toBe(true);
    expect(server.seen).toHaveLength(6);
    const offsets = server.seen.map(({range}) => Number(/\d+/.exec(range ?? '0')?.[0]));
    expect(offsets).toEqual(cuts.reduce((all, cut) => [...all, all.at(-1)! + cut], [0]));
    expect(server.seen.slice(1).every(({ifRange}) => ifRange === '"one"')).toBe(true);
    expect(waits.length).toBe(5);
  });

  it('gets through a line that breaks all the time, as long as something comes', async () => {
    server.answer = reply => {
      reply.file(FILE, {etag: '"one"', cutAfter: 70_000});
    };
    await download(remote(), {retries: 1});
    expect(await isFile()).toBe(true);
  });

  it('stops after failures of a server that ends at the same place of another file each time', async () => {
    server.answer = (reply, count) => {
      reply.file(count % 2 === 0 ? FILE : OTHER, {etag: `"${count % 2}"`, cutAfter: 100_000});
    };
    await expect(download()).rejects.toMatchObject({code: 'io', problem: 'the connection failed.'});
    // The first gets further than ever and counts for none.
    expect(server.seen).toHaveLength(4);
  });

  it('takes the whole from a server that ignores ranges', async () => {
    server.answer = (reply, count) => {
      reply.file(FILE, {ranges: false, ...(count === 0 ? {cutAfter: 100_000} : {})});
    };
    await download();
    expect(await isFile()).toBe(true);
    expect(server.seen[1]).toEqual({path: '/file.pth', range: 'bytes=100000-'});
  });

  it('begins anew when the file on the server has changed in between', async () => {
    server.answer = (reply, count) => {
      if (count === 0) {
        reply.file(OTHER, {etag: '"old"', cutAfter: 100_000});
      } else {
        reply.file(FILE, {etag: '"one"'});
      }
    };
    await download();
    expect(await isFile()).toBe(true);
    expect(server.seen).toHaveLength(2);
  });

  it('sees by the ETag that a server without If-Range sends the rest of another file', async () => {
    server.answer = (reply, count) => {
      if (count === 0) {
        reply.file(OTHER, {etag: '"old"', cutAfter: 100_000});
      } else {
        reply.file(FILE, {etag: '"one"', heedsIfRange: false});
      }
    };
    await download();
    expect(await isFile()).toBe(true);
    expect(server.seen.map(({range}) => range)).toEqual([undefined, 'bytes=100000-', undefined]);
  });

  it('sees by the digest that pieces do not fit where the server names no version', async () => {
    server.answer = (reply, count) => {
      if (count === 0) {
        reply.file(OTHER, {cutAfter: 100_000});
      } else {
        reply.file(FILE);
      }
    };
    await download();
    expect(await isFile()).toBe(true);
    expect(notes.at(-1)).toContain('the pieces do not fit together');
  });

  it('resumes with what an earlier program left, also from another server', async () => {
    await part.restart({url: 'http://elsewhere.test/file.pth', validator: '"theirs"'});
    await part.append(FILE.slice(0, 123_456));
    await download();
    expect(await isFile()).toBe(true);
    expect(server.seen).toEqual([{path: '/file.pth', range: 'bytes=123456-'}]);
  });

  it('needs no request where all was there, and 416 says so where the length is not known', async () => {
    await part.restart({url: remote().url});
    await part.append(FILE);
    await download();
    expect(server.seen).toEqual([]);
    await download(remote({bytes: undefined}));
    expect(server.seen).toEqual([{path: '/file.pth', range: `bytes=${BYTES}-`}]);
    expect(await isFile()).toBe(true);
  });

  it('begins anew where more is there than the file has', async () => {
    await part.restart({url: remote().url});
    await part.append(new Uint8Array(BYTES + 10));
    await download(remote({bytes: undefined}));
    expect(await isFile()).toBe(true);
    expect(server.seen.map(({range}) => range)).toEqual([`bytes=${BYTES + 10}-`, undefined]);
  });

  it('refuses a file with another digest, and keeps nothing of it', async () => {
    server.answer = reply => {
      reply.file(OTHER);
    };
    await expect(download()).rejects.toMatchObject({
      code: 'bad-weights',
      where: 'download of net.training',
      expected: `sha256 ${sha256(FILE)}`,
      received: expect.stringContaining(sha256(OTHER)) as string,
      fix: expect.stringContaining('another mirror') as string,
    });
    expect([part.size, server.seen.length]).toEqual([0, 1]);
  });

  it('knows a file by the beginning of its digest, and by SHA-1', async () => {
    await download(remote({digest: {algorithm: 'sha256', hex: sha256(FILE).slice(0, 8), isPrefix: true}}));
    const hex = createHash('sha1').update(FILE).digest('hex');
    await download(remote({digest: {algorithm: 'sha1', hex}}));
    await expect(
      download(remote({digest: {algorithm: 'sha256', hex: '01234567', isPrefix: true}})),
    ).rejects.toMatchObject({code: 'bad-weights', expected: 'sha256 01234567…'});
  });

  it.each([
    [{bytes: BYTES - 1}, false, `${BYTES - 1} bytes`, `${BYTES} bytes`],
    [{bytes: BYTES - 1}, true, `at most ${BYTES - 1} bytes`, 'more'],
    [{bytes: undefined}, true, 'at most 1000 bytes', 'more'],
    [{bytes: undefined}, false, 'at most 1000 bytes', `${BYTES} bytes`],
  ])('takes no more bytes than there should be (%j, chunked: %s)', async (known, chunked, expected, got) => {
    server.answer = reply => {
      reply.file(FILE, {chunked});
    };
    await expect(download(remote(known), {maxBytes: 1000})).rejects.toMatchObject({
      code: 'bad-weights',
      expected,
      received: expect.stringContaining(got) as string,
    });
    expect(part.size).toBe(0);
  });

  it('asks again where a body without a length ends too early', async () => {
    server.answer = (reply, count) => {
      reply.file(count === 0 ? FILE.subarray(0, 1000) : FILE, {chunked: true});
    };
    await download();
    expect(await isFile()).toBe(true);
    expect(notes[0]).toContain('the connection ended before the file did');
  });

  it.each([404, 403, 410])('does not try again after %i', async status => {
    server.answer = reply => {
      reply.status(status);
    };
    await expect(download()).rejects.toMatchObject({
      code: 'io',
      received: expect.stringContaining(String(status)) as string,
      fix: expect.stringContaining('ALEXNET_WEIGHTS_MIRROR') as string,
      details: {status},
    });
    expect(server.seen).toHaveLength(1);
  });

  it('tries again after 500, 429 and 503, twice as late each time, or as late as the server asks', async () => {
    server.answer = (reply, count) => {
      if (count < 3) {
        reply.status([500, 503, 429][count]!, count === 2 ? {'Retry-After': '7'} : {});
      } else {
        reply.file(FILE);
      }
    };
    await download();
    expect(waits).toEqual([500, 1000, 7000]);
    expect(await isFile()).toBe(true);
  });

  it('fails after its last attempt, and keeps what arrived', async () => {
    server.answer = (reply, count) => {
      if (count === 0) {
        reply.file(FILE, {etag: '"one"', cutAfter: 1000});
      } else {
        reply.status(503);
      }
    };
    await expect(download(remote(), {retries: 2})).rejects.toMatchObject({
      code: 'io',
      problem: 'the server is not available now.',
      fix: expect.stringContaining('1000 bytes that arrived are kept') as string,
    });
    expect([server.seen.length, part.size]).toEqual([3, 1000]);
  });

  it('tells the reason where there is no server', async () => {
    const url = `${server.origin}/file.pth`;
    await server.close();
    await expect(download(remote({url}), {retries: 0})).rejects.toMatchObject({
      code: 'io',
      problem: 'the connection failed.',
      received: expect.stringContaining('ECONNREFUSED') as string,
      fix: expect.stringContaining('HTTPS_PROXY') as string,
    });
  });

  it('treats silence as a broken connection, before and after the first byte', async () => {
    server.answer = (reply, count) => {
      if (count === 1) {
        reply.response.writeHead(200, {'Content-Length': String(BYTES)}).write(FILE.subarray(0, 5000));
      } else if (count === 2) {
        reply.file(FILE, {ranges: false});
      }
    };
    await download(remote(), {timeoutMs: 150});
    expect(await isFile()).toBe(true);
    expect(notes.filter(note => note.includes('fallen silent'))).toHaveLength(2);
  });

  it('waits for a slow server that sends something now and then', async () => {
    server.answer = reply => {
      reply.response.writeHead(200, {'Content-Length': String(BYTES)});
      const send = (at: number): void => {
        if (at >= BYTES) {
          reply.response.end();
          return;
        }
        reply.response.write(FILE.subarray(at, at + 50_000));
        setTimeout(() => {
          send(at + 50_000);
        }, 60);
      };
      send(0);
    };
    await download(remote(), {timeoutMs: 200});
    expect(await isFile()).toBe(true);
    expect(server.seen).toHaveLength(1);
  });

  it('follows a redirect', async () => {
    server.answer = reply => {
      if (reply.request.url === '/file.pth') {
        reply.status(302, {Location: '/moved/there.pth'});
      } else {
        reply.file(FILE);
      }
    };
    await download();
    expect(await isFile()).toBe(true);
    expect(server.seen.map(({path}) => path)).toEqual(['/file.pth', '/moved/there.pth']);
  });

  it('stops at the signal with its reason, keeps what is there, and closes the connection', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    let closed = false;
    server.answer = reply => {
      reply.response.on('close', () => {
        closed = true;
      });
      reply.response.writeHead(200, {'Content-Length': String(BYTES), ETag: '"one"'});
      reply.response.write(FILE.subarray(0, 1000));
    };
    const run = download(remote(), {
      signal: controller.signal,
      onProgress: () => {
        controller.abort(reason);
      },
    });
    await expect(run).rejects.toBe(reason);
    await expect.poll(() => closed).toBe(true);
    expect([part.size, part.origin]).toEqual([1000, {url: remote().url, validator: '"one"'}]);
    await expect(download(remote(), {signal: controller.signal})).rejects.toBe(reason);
    expect(server.seen).toHaveLength(1);
  });

  it('lets an error of the store through, and does not treat it as a broken connection', async () => {
    const full = new Error('no room');
    part.append = () => Promise.reject(full);
    await expect(download()).rejects.toBe(full);
    expect(server.seen).toHaveLength(1);
  });
});
