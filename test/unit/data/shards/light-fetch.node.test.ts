import {createServer, type RequestListener, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {afterEach, describe, expect, it} from 'vitest';
import {lightFetch, type PlainResponse} from '../../../../src/data/shards/light-fetch.node';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

async function bodyOf(response: PlainResponse): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  const reader = response.body?.getReader();
  for (let next = await reader?.read(); next?.value !== undefined; next = await reader?.read()) {
    parts.push(next.value);
  }
  return Buffer.concat(parts);
}

const never = new AbortController().signal;

describe('lightFetch', () => {
  it('returns the status, the headers and all bytes, also more than wait at a time', async () => {
    const bytes = Buffer.alloc(5 << 20, 'abcdefg');
    const url = await serve((request, response) => {
      response.writeHead(206, 'Part', {'Content-Range': 'bytes 0-1/2', 'X-Range': request.headers.range});
      response.end(bytes);
    });
    const fetch = await lightFetch();
    const response = await fetch(`${url}a?b=c`, {headers: {Range: 'bytes=0-1'}, signal: never});
    expect([response.status, response.statusText, response.headers.get('content-range')]).toEqual([
      206,
      'Part',
      'bytes 0-1/2',
    ]);
    expect(response.headers.get('X-Range')).toBe('bytes=0-1');
    expect(response.headers.get('none')).toBeNull();
    // The connection waits for the reader meanwhile.
    await new Promise(resolve => setTimeout(resolve, 50));
    expect(Buffer.compare(await bodyOf(response), bytes)).toBe(0);
  });

  it('follows redirects with the range', async () => {
    const url = await serve((request, response) => {
      if (request.url === '/from') {
        response.writeHead(302, {Location: '/to?key=1'}).end();
      } else {
        response.end(`${request.url} ${request.headers.range}`);
      }
    });
    const fetch = await lightFetch();
    const response = await fetch(`${url}from`, {headers: {Range: 'bytes=3-4'}, signal: never});
    expect(String(await bodyOf(response))).toBe('/to?key=1 bytes=3-4');
  });

  it('fails with the reason of the signal before the response and within it, and lets the server know', async () => {
    const closed: Promise<void>[] = [];
    const url = await serve((request, response) => {
      closed.push(new Promise(resolve => void response.on('close', resolve)));
      if (request.url === '/part') {
        response.writeHead(200, {'Content-Length': 10}).write('abc');
      }
    });
    const fetch = await lightFetch();
    const reason = new Error('stop');
    const silent = new AbortController();
    const asked = fetch(`${url}silent`, {headers: {}, signal: silent.signal});
    setTimeout(() => {
      silent.abort(reason);
    }, 30);
    await expect(asked).rejects.toBe(reason);
    const within = new AbortController();
    const body = bodyOf(await fetch(`${url}part`, {headers: {}, signal: within.signal}));
    setTimeout(() => {
      within.abort(reason);
    }, 30);
    await expect(body).rejects.toBe(reason);
    await Promise.all(closed);
    await expect(fetch(url, {headers: {}, signal: within.signal})).rejects.toBe(reason);
  });

  it('fails where a connection breaks, where nobody listens, and where the address has a user name', async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, {'Content-Length': 10}).write('abc');
      setTimeout(() => response.destroy(), 5);
    });
    const fetch = await lightFetch();
    await expect(bodyOf(await fetch(url, {headers: {}, signal: never}))).rejects.toThrow('other side closed');
    await expect(fetch('http://127.0.0.1:1/', {headers: {}, signal: never})).rejects.toThrow('ECONNREFUSED');
    await expect(fetch('http://me@127.0.0.1:1/', {headers: {}, signal: never})).rejects.toThrow('user name');
  });
});
