/**
 * Threads share memory only in a page that is cross-origin isolated, which two headers ask for. Where the host does not
 * send them, a service worker adds them, and the page is loaded once more. Where that is not possible either, there is
 * one thread.
 */
export async function ensureIsolation(): Promise<void> {
  const tried = 'isolation-tried';
  if (crossOriginIsolated || !('serviceWorker' in navigator) || !isSecureContext) {
    return;
  }
  try {
    const registration = await navigator.serviceWorker.register(new URL('isolate.js', document.baseURI));
    if (sessionStorage.getItem(tried) !== null) {
      return;
    }
    const worker = registration.installing ?? registration.waiting ?? registration.active;
    await new Promise<void>(resolve => {
      if (worker === null || worker.state === 'activated') {
        resolve();
        return;
      }
      worker.addEventListener('statechange', () => {
        if (worker.state === 'activated' || worker.state === 'redundant') {
          resolve();
        }
      });
    });
    sessionStorage.setItem(tried, '1');
    location.reload();
    await new Promise(() => undefined);
  } catch {
    // A host or browser that forbids it: one thread.
  }
}
