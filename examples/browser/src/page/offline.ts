/** How long the page is given to load its first files before the rest is fetched. */
const PAUSE_MS = 2000;

/**
 * Makes the service worker keep all files of the page, so that it opens without a network. Returns whether it does from now
 * on.
 */
export async function keepOffline(): Promise<boolean> {
  if (import.meta.env.DEV || !isSecureContext || !('serviceWorker' in navigator)) {
    return false;
  }
  try {
    await navigator.serviceWorker.register(new URL('service-worker.js', document.baseURI));
    const {active} = await navigator.serviceWorker.ready;
    await new Promise(resolve => {
      setTimeout(resolve, PAUSE_MS);
    });
    const {port1, port2} = new MessageChannel();
    const isKept = new Promise<boolean>(resolve => {
      port1.onmessage = ({data}) => {
        resolve(data === true);
      };
    });
    active?.postMessage('keep', [port2]);
    return active !== null && (await isKept);
  } catch {
    // The host or the browser does not allow a service worker.
    return false;
  }
}
