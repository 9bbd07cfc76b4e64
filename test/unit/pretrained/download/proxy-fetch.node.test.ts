import {createServer, type Server} from 'node:http';
import {connect, type AddressInfo} from 'node:net';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {proxyFetch} from '../../../../src/pretrained/download/proxy-fetch.node.js';
import {startWeightServer, type WeightServer} from '../../../support/weight-server';

describe('proxyFetch', () => {
  let server: WeightServer;
  let proxy: Server;
  let address = '';
  const tunnels: string[] = [];

  beforeAll(async () => {
    server = await startWeightServer(reply => {
      reply.status(200, {}, 'weights');
    });
    proxy = createServer();
    proxy.on('connect', (request, socket) => {
      tunnels.push(request.url ?? '');
      const [host, port] = (request.url ?? '').split(':');
      const onward = connect(Number(port), host, () => {
        socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
        onward.pipe(socket).pipe(onward);
      });
    });
    await new Promise<void>(listening => proxy.listen(0, '127.0.0.1', listening));
    address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    await server.close();
    proxy.closeAllConnections();
    proxy.close();
  });

  it('is the one of the platform where no proxy is named', async () => {
    expect(await proxyFetch({})).toBe(globalThis.fetch);
    expect(await proxyFetch({HTTPS_PROXY: '', NO_PROXY: '*'})).toBe(globalThis.fetch);
  });

  it.each(['HTTP_PROXY', 'http_proxy'])('goes through the proxy of %s, without a warning', async name => {
    const warnings: unknown[] = [];
    const listener = (warning: Error): void => {
      warnings.push(warning.message);
    };
    process.on('warning', listener);
    tunnels.length = 0;
    const fetch = await proxyFetch({[name]: address});
    expect(await (await fetch(`${server.origin}/a.pth`, {})).text()).toBe('weights');
    expect(tunnels).toEqual([server.origin.slice('http://'.length)]);
    await new Promise(next => setTimeout(next, 10));
    process.off('warning', listener);
    expect(warnings).toEqual([]);
  });

  it('takes host:port for a proxy, as curl does', async () => {
    tunnels.length = 0;
    const fetch = await proxyFetch({HTTP_PROXY: address.slice('http://'.length)});
    expect(await (await fetch(`${server.origin}/a.pth`, {})).text()).toBe('weights');
    expect(tunnels).toHaveLength(1);
  });

  it.each(['socks5://me:secret@127.0.0.1:1', 'http://', 'http://me:secret@[bad'])(
    'refuses %j, and does not show its password',
    async text => {
      const error: unknown = await proxyFetch({HTTPS_PROXY: text}).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({code: 'bad-argument', where: 'HTTPS_PROXY'});
      expect(String(error)).not.toContain('secret');
    },
  );

  it('goes past it for the hosts of NO_PROXY', async () => {
    tunnels.length = 0;
    const fetch = await proxyFetch({
      HTTPS_PROXY: address,
      http_proxy: address,
      NO_PROXY: 'localhost,127.0.0.1',
    });
    expect(await (await fetch(`${server.origin}/a.pth`, {})).text()).toBe('weights');
    expect(tunnels).toEqual([]);
  });
});
