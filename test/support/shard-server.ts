/** A server for the files of a folder, with ranges or without, that can fail or be slow. */
import {closeSync, openSync, readSync, statSync} from 'node:fs';
import {createServer, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {join} from 'node:path';

/** What happens to a request instead of a response. */
export type Mishap = 'refused' | 'broken' | 'slow' | 'silent' | undefined;

export interface ShardServer {
  /** Address of the folder, ending in `/`. */
  url: string;
  /** Requests so far: file and range. */
  requests: string[];
  /** Mishaps so far. */
  mishaps: number;
  close(): Promise<void>;
}

export interface ShardServerOptions {
  hasRanges?: boolean;
  /** Chooses what happens to the request of this number. */
  mishap?: (number: number, file: string) => Mishap;
  slowMs?: number;
}

export async function serveFolder(
  folder: string,
  {hasRanges = true, mishap, slowMs = 1500}: ShardServerOptions = {},
): Promise<ShardServer> {
  const requests: string[] = [];
  const result = {requests, mishaps: 0};
  const server = createServer((request, response) => {
    const file = decodeURIComponent(new URL(request.url ?? '/', 'http://x').pathname).slice(1);
    const {range} = request.headers;
    requests.push(range === undefined ? file : `${file} ${range}`);
    const what = mishap?.(requests.length, file);
    result.mishaps += what === undefined ? 0 : 1;
    if (what === 'silent') {
      return;
    }
    if (what === 'refused') {
      response.writeHead(503).end();
      return;
    }
    const send = (): void => {
      sendFile(response, join(folder, file), hasRanges ? range : undefined, what === 'broken');
    };
    if (what === 'slow') {
      setTimeout(send, slowMs);
    } else {
      send();
    }
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(result, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise<void>(resolve => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  });
}

function sendFile(
  response: ServerResponse,
  path: string,
  range: string | undefined,
  isBroken: boolean,
): void {
  const stat = statSync(path, {throwIfNoEntry: false});
  if (stat?.isFile() !== true) {
    response.writeHead(404).end();
    return;
  }
  const [, from = '0', to = ''] = /^bytes=(\d+)-(\d*)$/.exec(range ?? '') ?? [];
  const end = Math.min(to === '' ? stat.size : Number(to) + 1, stat.size);
  const part = Buffer.alloc(end - Number(from));
  const file = openSync(path, 'r');
  readSync(file, part, 0, part.length, Number(from));
  closeSync(file);
  response.writeHead(range === undefined ? 200 : 206, {
    'Content-Length': part.length,
    ...(range === undefined ? {} : {'Content-Range': `bytes ${from}-${end - 1}/${stat.size}`}),
  });
  if (isBroken) {
    response.write(part.subarray(0, part.length / 2));
    setTimeout(() => response.destroy(), 5);
  } else {
    response.end(part);
  }
}
