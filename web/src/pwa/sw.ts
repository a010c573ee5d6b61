/// <reference lib="webworker" />
import { noticeFor, pageOf } from './pushed.ts'
import { answerFor, SHELL } from './shell.ts'

declare const self: ServiceWorkerGlobalScope & { __SHELL_FILES: { url: string; revision: string | null }[] }

const files = self.__SHELL_FILES
/** Named after what it holds, so that a new build fills a new one and the old shell stays whole until then. */
const SHELF = `lva-shell-${fingerprint(files.map((file) => `${file.url} ${file.revision}`).join('\n'))}`

self.addEventListener('install', (event) => {
  event.waitUntil(stock())
})

async function stock() {
  const shelf = await caches.open(SHELF)
  await shelf.addAll(files.map((file) => new Request(`/${file.url}`, { cache: 'no-cache' })))
  // The same address answers programs with JSON: say that a page is wanted.
  const page = await fetch(SHELL, { headers: { Accept: 'text/html' }, cache: 'no-cache' })
  if (!page.ok) throw new Error('The shell could not be fetched.')
  await shelf.put(SHELL, page)
}

self.addEventListener('activate', (event) => {
  event.waitUntil(clearOld())
})

async function clearOld() {
  for (const name of await caches.keys()) {
    if (name.startsWith('lva-shell-') && name !== SHELF) await caches.delete(name)
  }
  await self.clients.claim()
}

self.addEventListener('message', (event) => {
  if (event.data === 'use-now') void self.skipWaiting()
})

self.addEventListener('fetch', (event) => {
  const { method, mode, url } = event.request
  const kind = answerFor({ method, mode, url, origin: self.location.origin })
  if (kind === 'page') event.respondWith(page(event.request))
  if (kind === 'file') event.respondWith(file(event.request))
})

/** The network's page while there is a network, so that a new version is seen; else the shell. */
async function page(request: Request): Promise<Response> {
  try {
    return await fetch(request)
  } catch (fault) {
    const shell = await caches.match(SHELL, { ignoreVary: true })
    if (!shell) throw fault
    return shell
  }
}

async function file(request: Request): Promise<Response> {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request)
}

self.addEventListener('push', (event) => {
  const { title, options } = noticeFor(event.data?.text() ?? '')
  event.waitUntil(self.registration.showNotification(title, options))
})

self.addEventListener('notificationclick', (event) => {
  const { to, off } = pageOf(event.notification.data)
  event.notification.close()
  event.waitUntil(event.action === 'off' ? turnOff(off) : show(to))
})

/** The page that is open at this address already, else a new one: what is said on another page is not cut off. */
async function show(address: string) {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const there = pages.find((page) => new URL(page.url).pathname === address)
  await (there ? there.focus() : self.clients.openWindow(address))
}

/** No more of this kind, without a sign-in. When the server cannot be asked, the page that does it says so. */
async function turnOff(token: string) {
  const asked = fetch(`/api/reminders/off?token=${encodeURIComponent(token)}`, { method: 'POST' })
  const done = await asked.then(({ ok }) => ok).catch(() => false)
  if (!done) await self.clients.openWindow(`/mailed/reminders#${encodeURIComponent(token)}`)
}

/** FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv): short and stable, for a name and no secret. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return (hash >>> 0).toString(36)
}
