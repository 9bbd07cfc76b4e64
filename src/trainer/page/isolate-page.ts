import {checkOptions} from '../../core/check-options';

/** Options of {@link isolatePage}. */
export interface IsolatePageOptions {
  /**
   * Address of the service worker: a copy of `dist/isolation-worker.js` in the folder of the page or above it. Default
   * 'isolation-worker.js', beside the page.
   */
  serviceWorker?: string | URL;
}

/** Result of {@link isolatePage}. */
export interface IsolationReport {
  /** Whether threads of this page can share memory. */
  isolated: boolean;
  /** Why not. */
  because?: string;
}

/** Set while the page reloads, so that it does so once only. */
const TRIED = 'tfjs-alexnet/isolation-tried';

/**
 * Makes a page cross-origin isolated on a host that cannot send headers, so that the wasm backend can use several threads: a
 * service worker adds the two headers to what the page loads, and the page is reloaded once. In a page that is
 * isolated already nothing happens. Call it first, before anything is loaded or typed in that a reload would lose.
 *
 * Pitfall: what comes from other origins needs CORS or `Cross-Origin-Resource-Policy: cross-origin` from then on.
 *
 * @example
 * // once: cp node_modules/tfjs-alexnet/dist/isolation-worker.js public/
 * const {isolated, because} = await isolatePage();
 */
export async function isolatePage(options: IsolatePageOptions = {}): Promise<IsolationReport> {
  checkOptions('isolatePage', options, {serviceWorker: true}, "{serviceWorker: 'isolation-worker.js'}");
  if (globalThis.crossOriginIsolated) {
    sessionStorage.removeItem(TRIED);
    return {isolated: true};
  }
  if (!globalThis.isSecureContext || !('serviceWorker' in navigator)) {
    return {isolated: false, because: 'service workers need a page from https or localhost'};
  }
  if (sessionStorage.getItem(TRIED) !== null) {
    sessionStorage.removeItem(TRIED);
    return {
      isolated: false,
      because: 'the browser does not isolate this page, although a service worker adds the headers',
    };
  }
  try {
    const address = new URL(options.serviceWorker ?? 'isolation-worker.js', document.baseURI);
    const {installing, waiting, active} = await navigator.serviceWorker.register(address);
    await untilActive(installing ?? waiting ?? active);
  } catch (error) {
    return {isolated: false, because: `the service worker did not start: ${String(error)}`};
  }
  sessionStorage.setItem(TRIED, '1');
  location.reload();
  // The page ends here.
  return new Promise(() => undefined);
}

async function untilActive(worker: ServiceWorker | null): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const look = (): void => {
      if (worker === null || worker.state === 'activated') {
        resolve();
      } else if (worker.state === 'redundant') {
        reject(new Error('the browser dropped it'));
      }
    };
    worker?.addEventListener('statechange', look);
    look();
  });
}
