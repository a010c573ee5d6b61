import type { NewPushDevice, PushDevice } from '@lva/contracts/reminders'
import { useAccount } from '../accounts/account.ts'
import { api } from '../api/api.ts'
import { ApiProblem } from '../api/api-problem.ts'
import { isApple, isFor, type PushState, stateOf } from './push-state.ts'

/** Whose browser this is, and which of theirs it is to the server. */
const KEPT = 'lva.push'
type Kept = { id: string; userId: string }

const hasPush = 'serviceWorker' in navigator && 'PushManager' in globalThis && 'Notification' in globalThis

const account = useAccount()
let told = false
account.afterSignOut(() => {
  told = false
})

/** Null also where it is somebody else who is reminded here. */
function kept(): Kept | null {
  try {
    const read: Kept | null = JSON.parse(localStorage.getItem(KEPT) ?? 'null')
    return read?.userId === account.user.value?.id ? read : null
  } catch {
    return null
  }
}

async function subscription(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration()
  return (await registration?.pushManager.getSubscription()) ?? null
}

async function tell(subscribed: PushSubscription): Promise<PushDevice> {
  const { endpoint = '', keys } = subscribed.toJSON()
  const body: NewPushDevice = { endpoint, keys: { p256dh: keys?.p256dh ?? '', auth: keys?.auth ?? '' } }
  const device = await api.post<PushDevice>('/api/reminders/devices', { body })
  const userId = account.user.value?.id ?? ''
  localStorage.setItem(KEPT, JSON.stringify({ id: device.id, userId } satisfies Kept))
  told = true
  return device
}

/** Which of the learner's browsers this one is; null: none that is reminded. */
export const thisBrowser = (): string | null => kept()?.id ?? null

/** How reminders stand here. `key` is the server's; after it has another they are off until they are turned on anew. */
export async function pushState(key: string): Promise<PushState> {
  const subscribed = hasPush && kept() ? await subscription() : null
  return stateOf({
    secure: isSecureContext,
    push: hasPush,
    apple: isApple(navigator),
    installed: matchMedia('(display-mode: standalone)').matches,
    permission: hasPush ? Notification.permission : 'default',
    subscribed: isFor(subscribed?.options.applicationServerKey, key),
  })
}

/**
 * Asks the browser's own question and, after a yes, subscribes with the server's key. To be called from a press: browsers answer no by
 * themselves otherwise. Null: the learner said no, or nothing. Throws what `api` throws, and the browser's fault when it cannot subscribe.
 */
export async function turnOn(key: string): Promise<PushDevice | null> {
  if ((await Notification.requestPermission()) !== 'granted') return null
  const { register } = await import('../pwa/register.ts')
  if (!(await navigator.serviceWorker.getRegistration())) await register()
  if (!(await navigator.serviceWorker.getRegistration())) throw new DOMException('no service worker', 'AbortError')
  const { pushManager } = await navigator.serviceWorker.ready
  const before = await pushManager.getSubscription()
  // One that was made with another key is of no use, and the server need not write to it any more.
  if (before && !isFor(before.options.applicationServerKey, key)) await turnOff()
  const options = { userVisibleOnly: true, applicationServerKey: key }
  return tell(await pushManager.subscribe(options))
}

/** No longer here. The server forgets it too, unless it has already. */
export async function turnOff(): Promise<void> {
  const id = thisBrowser()
  await (await subscription())?.unsubscribe()
  localStorage.removeItem(KEPT)
  if (id) await api.delete(`/api/reminders/devices/${id}`).catch(noneThere)
}

/** Tells the server once more, where reminders are on: the browser may have got another address, and the learner another sign-in. */
export async function follow(): Promise<void> {
  if (told || !hasPush || !kept() || Notification.permission !== 'granted') return
  const subscribed = await subscription()
  if (subscribed) await tell(subscribed)
}

function noneThere(fault: unknown) {
  if (!(fault instanceof ApiProblem && fault.status === 404)) throw fault
}
