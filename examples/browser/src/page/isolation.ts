/**
 * Threads can share memory only in a cross-origin isolated page, which needs two headers. If the host does not send them, a
 * service worker adds them, and the page is reloaded once. If that fails too, there is one thread.
 */
export async function ensureIsolation(): Promise<void> {
  const tried = 'isolation-tried';
  if (crossOriginIsolated || !('serviceWorker' in navigator) || !isSecureContext) {
    return;
  }
  try {
    const registration = await navigator.serviceWorker.register(
      new URL('service-worker.js', document.baseURI),
    );
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
    // The host or the browser does not allow a service worker: one thread.
  }
}
