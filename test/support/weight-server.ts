/** A server of weight files on this machine, as good or as bad as a test wants it. */
import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';

/** A request as it came in. */
export interface SeenRequest {
  path: string;
  range?: string;
  ifRange?: string;
}

export interface WeightServer {
  /** Such as `http://127.0.0.1:4711`. */
  origin: string;
  seen: SeenRequest[];
  /** Handles requests; the second argument counts them from 0. */
  answer: (reply: Reply, count: number) => void;
  close: () => Promise<void>;
}

/** Responds to one request. */
export class Reply {
  constructor(
    readonly request: IncomingMessage,
    readonly response: ServerResponse,
  ) {}

  status(code: number, headers: Record<string, string> = {}, body = ''): void {
    this.response.writeHead(code, headers).end(body);
  }

  /**
   * Sends a file as a good server does: ranges, and the whole where `If-Range` speaks of another one. `cutAfter` bytes
   * the connection is torn; `chunked` does not say the length.
   */
  file(
    bytes: Uint8Array,
    {
      etag,
      ranges = true,
      heedsIfRange = true,
      cutAfter,
      chunked = false,
    }: {etag?: string; ranges?: boolean; heedsIfRange?: boolean; cutAfter?: number; chunked?: boolean} = {},
  ): void {
    const {range, 'if-range': ifRange} = this.request.headers;
    const from = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
    const isRest =
      ranges && range !== undefined && (!heedsIfRange || ifRange === undefined || ifRange === etag);
    const headers = etag === undefined ? {} : {ETag: etag};
    if (isRest && from >= bytes.length) {
      this.response.writeHead(416, {...headers, 'Content-Range': `bytes */${bytes.length}`}).end();
      return;
    }
    const body = isRest ? bytes.subarray(from) : bytes;
    this.response.writeHead(isRest ? 206 : 200, {
      ...headers,
      ...(chunked ? {} : {'Content-Length': String(body.length)}),
      ...(isRest ? {'Content-Range': `bytes ${from}-${bytes.length - 1}/${bytes.length}`} : {}),
    });
    if (cutAfter === undefined) {
      this.response.end(body);
      return;
    }
    // What has arrived and was not read yet is lost to fetch where the connection breaks: time to read it.
    this.response.write(body.subarray(0, cutAfter), () => {
      setTimeout(() => this.response.destroy(), 200);
    });
  }
}

export async function startWeightServer(answer: WeightServer['answer']): Promise<WeightServer> {
  const seen: SeenRequest[] = [];
  const server = createServer((request, response) => {
    const {range, 'if-range': ifRange} = request.headers;
    seen.push({
      path: request.url ?? '',
      ...(range === undefined ? {} : {range}),
      ...(ifRange === undefined ? {} : {ifRange: String(ifRange)}),
    });
    made.answer(new Reply(request, response), seen.length - 1);
  });
  const made: WeightServer = {
    origin: '',
    seen,
    answer,
    close: () =>
      new Promise(closed => {
        server.closeAllConnections();
        server.close(() => {
          closed();
        });
      }),
  };
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
  made.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return made;
}
