/** A host for built pages as many are: compresses text, allows other origins, and isolates pages where that is asked for. */
import {readFileSync, statSync} from 'node:fs';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {extname, join, resolve, sep} from 'node:path';
import {gzipSync} from 'node:zlib';

export interface StaticServerOptions {
  /** Texts that are replaced in HTML files. */
  replace?: Record<string, string>;
  /** Whether pages get the headers that isolate them. */
  isolated?: boolean;
  /** Is put at the end of each HTML file. */
  append?: string;
  /** Called with the body of each POST request. */
  onPost?: (body: string) => void;
}

export interface StaticServer {
  origin: string;
  close: () => void;
}

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};
const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** Serves a folder on a free port of this machine. */
export async function startStaticServer(folder: string, options: StaticServerOptions): Promise<StaticServer> {
  const {replace = {}, isolated = false, append = '', onPost} = options;
  const root = resolve(folder);
  const contentOf = (path: string): Buffer | undefined => {
    const file = join(root, decodeURIComponent(path), path.endsWith('/') ? 'index.html' : '');
    if (!file.startsWith(root + sep) || statSync(file, {throwIfNoEntry: false})?.isFile() !== true) {
      return undefined;
    }
    const bytes = readFileSync(file);
    if (!file.endsWith('.html')) {
      return bytes;
    }
    const text = Object.entries(replace).reduce((all, [from, to]) => all.replaceAll(from, to), String(bytes));
    return Buffer.from(text + append);
  };
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://page').pathname;
    if (request.method === 'POST') {
      let body = '';
      request.on('data', part => (body += String(part)));
      request.on('end', () => {
        onPost?.(body);
        response.writeHead(204).end();
      });
      return;
    }
    const content = contentOf(path);
    const type = TYPES[path.endsWith('/') ? '.html' : extname(path)] ?? 'application/octet-stream';
    const isText = /^text|json/.test(type);
    response.writeHead(content === undefined ? 404 : 200, {
      'Content-Type': type,
      'Access-Control-Allow-Origin': '*',
      'Cross-Origin-Resource-Policy': 'cross-origin',
      ...(isText ? {'Content-Encoding': 'gzip'} : {}),
      ...(isolated ? ISOLATION : {}),
    });
    const body = content ?? Buffer.from('not here');
    response.end(isText ? gzipSync(body) : body);
  });
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
