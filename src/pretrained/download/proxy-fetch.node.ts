import {AlexNetError} from '../../errors';

type Fetch = typeof globalThis.fetch;

const PROXY_NAMES = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'];

/**
 * A `fetch` that goes through the proxies that `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` name (in small letters, too);
 * Node's own where none is named.
 *
 * Node's `fetch` knows these variables from version 22.21 and 24 on, and only when it is told to; the agent of undici,
 * of which Node's `fetch` is made, knows them everywhere. SOCKS proxies are not supported.
 */
export async function proxyFetch(
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<Fetch> {
  if (PROXY_NAMES.every(name => (env[name] ?? '') === '')) {
    return globalThis.fetch;
  }
  const {EnvHttpProxyAgent, fetch} = await import('undici');
  const httpProxy = proxyOf(env, 'http_proxy', 'HTTP_PROXY');
  const agent = withoutWarning(
    () =>
      new EnvHttpProxyAgent({
        httpProxy,
        httpsProxy: proxyOf(env, 'https_proxy', 'HTTPS_PROXY') ?? httpProxy,
        noProxy: first(env.no_proxy, env.NO_PROXY) ?? '',
      }),
  );
  // An agent belongs to the fetch of its own undici: the one inside Node may be of another version.
  return ((url: string, init: object) => fetch(url, {...init, dispatcher: agent})) as unknown as Fetch;
}

/** The proxy that the first of these variables names; `host:port` is one that speaks http, as for curl. */
function proxyOf(env: Readonly<Record<string, string | undefined>>, ...names: string[]): string | undefined {
  const name = names.find(each => (env[each] ?? '') !== '') ?? '';
  const text = env[name];
  if (text === undefined) {
    return undefined;
  }
  const address = text.includes('://') ? text : `http://${text}`;
  if (!URL.canParse(address) || !/^https?:/i.test(address)) {
    // The value is not shown: it may hold a password.
    throw new AlexNetError({
      code: 'bad-argument',
      where: name,
      problem: 'this names no proxy that can be used.',
      expected: 'http://host:port, https://host:port or host:port',
      received: `${text.length} characters that are not one`,
      fix: `correct ${name}, or unset it`,
    });
  }
  return address;
}

/** Small letters win, as in curl. */
function first(...values: (string | undefined)[]): string | undefined {
  return values.find(value => value !== undefined && value !== '');
}

/** Undici tells each program once, on stderr, that this agent is experimental: no news for who runs a download. */
function withoutWarning<T>(make: () => T): T {
  const own = Object.getOwnPropertyDescriptor(process, 'emitWarning');
  process.emitWarning = () => undefined;
  try {
    return make();
  } finally {
    Object.defineProperty(process, 'emitWarning', own ?? {});
  }
}
