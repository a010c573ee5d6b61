import { t } from '../messages/messages.ts'
import { notices } from '../ui/notices.ts'

/** Keeps the app on the device. A newer version waits until the learner takes it or all its pages are closed. */
export async function register(): Promise<void> {
  // Plain http has no service workers; the page works without.
  if (!('serviceWorker' in navigator)) return
  const registration = await navigator.serviceWorker
    .register('/sw.js', { type: 'module', updateViaCache: 'none' })
    // Private windows and certificates the browser does not trust are refused one; the page works without, too.
    .catch(() => null)
  if (!registration) return
  if (registration.waiting && navigator.serviceWorker.controller) offer(registration.waiting)
  registration.addEventListener('updatefound', () => {
    const coming = registration.installing
    coming?.addEventListener('statechange', () => {
      if (coming.state === 'installed' && navigator.serviceWorker.controller) offer(coming)
    })
  })
}

function offer(worker: ServiceWorker) {
  notices.say(t('update.ready'), {
    action: {
      label: t('update.use'),
      run: () => {
        navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true })
        worker.postMessage('use-now')
      },
    },
  })
}
