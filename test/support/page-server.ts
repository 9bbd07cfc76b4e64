/** A server for the pages of one test, on a free port of this machine. */
import {readFileSync} from 'node:fs';
import {createServer, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {extname, resolve, sep} from 'node:path';

export interface PageServerOptions {
  /** Contents by path: `{'/index.html': '<!doctype html>…'}`. */
  files: Record<string, string | Uint8Array>;
  /** Folders of this machine by the path at which they are seen; both end in `/`. */
  folders?: Record<string, string>;
  /** Whether pages are cross-origin isolated, which shared memory asks for. */
  isolated: boolean;
  /** Called with the body of each POST request. */
  onPost?: (body: string) => void;
}

export interface PageServer {
  /** Such as `http://127.0.0.1:4711`. */
  origin: string;
  close: () => Promise<void>;
}

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
};
const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

export async function startPageServer({
  files,
  folders = {},
  isolated,
  onPost,
}: PageServerOptions): Promise<PageServer> {
  const content = (path: string): string | Uint8Array | undefined => {
    if (path in files) {
      return files[path];
    }
    const mount = Object.keys(folders).find(prefix => path.startsWith(prefix));
    if (mount === undefined) {
      return undefined;
    }
    const folder = resolve(folders[mount]!);
    const file = resolve(folder, path.slice(mount.length));
    return file.startsWith(folder + sep) ? readFileSync(file) : undefined;
  };
  const answer = (url: string, response: ServerResponse): void => {
    const path = decodeURIComponent(new URL(url, 'http://page').pathname);
    let body: string | Uint8Array | undefined;
    try {
      body = content(path);
    } catch {
      body = undefined;
    }
    response.writeHead(body === undefined ? 404 : 200, {
      'Content-Type': TYPES[extname(path)] ?? 'application/octet-stream',
      ...(isolated ? ISOLATION : {}),
    });
    response.end(body ?? 'not here');
  };
  const server = createServer((request, response) => {
    if (request.method === 'POST') {
      let body = '';
      request.on('data', part => (body += String(part)));
      request.on('end', () => {
        response.writeHead(204).end();
        onPost?.(body);
      });
      return;
    }
    answer(request.url ?? '/', response);
  });
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise(closed => {
        server.closeAllConnections();
        server.close(() => {
          closed();
        });
      }),
  };
}
