/** How long the page is given to load its first files before the rest is fetched. */
const PAUSE_MS = 2000;

/**
 * Makes the service worker keep all files of the page, so that it opens without a network. Returns whether it does from now
 * on.
 */
export async function keepOffline(): Promise<boolean> {
  if (import.meta.env.MODE === 'development' || !isSecureContext || !('serviceWorker' in navigator)) {
    return false;
  }
  try {
    await navigator.serviceWorker.register(new URL('service-worker.js', document.baseURI));
    const {active} = await navigator.serviceWorker.ready;
    await new Promise(resolve => {
      setTimeout(resolve, PAUSE_MS);
    });
    const {port1, port2} = new MessageChannel();
    const result = new Promise<unknown>(resolve => {
      port1.onmessage = ({data}) => {
        resolve(data);
      };
    });
    active?.postMessage('keep', [port2]);
    const said = await result;
    if (said !== 'kept') {
      console.warn(`The page does not work without a network yet: ${String(said)}`);
    }
    return said === 'kept';
  } catch {
    // The host or the browser does not allow a service worker.
    return false;
  }
}
