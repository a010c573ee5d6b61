import type { Token, User, UserChanges } from '@lva/contracts/accounts'
import { ref, shallowReadonly, shallowRef } from 'vue'
import { access, api } from '../api/api.ts'
import { Offline } from '../api/api-problem.ts'
import { browserLanguage } from '../messages/browser-language.ts'
import { locale, timeZone } from '../messages/locale.ts'
import { rememberedUser } from './remembered-user.ts'

/** `unknown` until the first answer; `away` when a remembered learner is here but the server is not. */
export type Presence = 'unknown' | 'signed-out' | 'signed-in' | 'away'
export type NewAccount = { email: string; password: string; full_name?: string; invitation?: string }

const user = shallowRef<User | null>(null)
const presence = ref<Presence>('unknown')
const tabs = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('lva-account')
const leaving: (() => Promise<boolean>)[] = []
const left: (() => void)[] = []
let starting: Promise<void> | null = null
let madeFor: string | null = null

function present(who: User) {
  user.value = who
  presence.value = 'signed-in'
  locale.value = who.locale
  timeZone.value = who.timezone
  rememberedUser.keep(who)
}

function gone() {
  const was = presence.value
  access.forget()
  rememberedUser.forget()
  user.value = null
  presence.value = 'signed-out'
  if (was === 'signed-in' || was === 'away') for (const tell of left) tell()
}

/** Signs in with the cookie of an earlier visit; asks the server only where somebody signed in before. */
async function start(): Promise<void> {
  const remembered = rememberedUser.read()
  if (!remembered) {
    presence.value = 'signed-out'
    return
  }
  try {
    if (await access.again(null)) present(await api.get<User>('/api/user/me'))
  } catch (fault) {
    if (!(fault instanceof Offline)) throw fault
    present(remembered)
    presence.value = 'away'
  }
}

async function signIn(email: string, password: string): Promise<void> {
  access.adopt(await api.post<Token>('/api/auth/login', { body: { email, password } }))
  present(await api.get<User>('/api/user/me'))
  tabs?.postMessage({ signedIn: user.value?.id })
}

async function signUp(account: NewAccount): Promise<void> {
  // A second attempt, after the sign-in failed, must not be told that the address is taken.
  if (madeFor !== account.email) await api.post<User>('/api/auth/register', { body: account })
  madeFor = account.email
  await signIn(account.email, account.password)
  await change({ timezone: Intl.DateTimeFormat().resolvedOptions().timeZone, locale: browserLanguage })
}

async function change(changes: UserChanges): Promise<void> {
  present(await api.patch<User>('/api/user/me', { body: changes }))
}

/** False when something on this device asked to stay, such as words not sent yet. */
async function signOut(): Promise<boolean> {
  for (const ask of leaving) if (!(await ask())) return false
  await api.post('/api/auth/logout')
  gone()
  tabs?.postMessage({ signedOut: true })
  return true
}

access.whenRenewed((owner) => {
  const known = user.value ?? rememberedUser.read()
  if (known && owner && known.id !== owner) {
    location.reload()
    return false
  }
  if (presence.value === 'away') queueMicrotask(() => void comeBack())
  return true
})

/** The server is there again: what it knows of the learner replaces what the device remembered. */
async function comeBack() {
  try {
    present(await api.get<User>('/api/user/me'))
  } catch (fault) {
    if (!(fault instanceof Offline)) throw fault
  }
}

access.whenEnded(() => {
  gone()
  tabs?.postMessage({ signedOut: true })
})

tabs?.addEventListener('message', ({ data }) => {
  if (data.signedOut) gone()
  // The refresh cookie now belongs to somebody else: nothing of the other person may stay in this tab.
  if (data.signedIn && data.signedIn !== user.value?.id) location.reload()
})

/** Who is here, and how to come and go. Signing in and out throws what `api` throws. */
export function useAccount() {
  return {
    user: shallowReadonly(user),
    presence: shallowReadonly(presence),
    start() {
      starting ??= start().finally(() => {
        starting = null
      })
      return starting
    },
    signIn,
    signUp,
    signOut,
    change,
    /** Takes in what the server has by now; offline, all stays as it is. */
    refresh: comeBack,
    /** `ask` may keep the learner signed in by answering false. */
    beforeSignOut: (ask: () => Promise<boolean>) => void leaving.push(ask),
    /** `tell` is called when the learner is no longer signed in, in whatever tab that happened. */
    afterSignOut: (tell: () => void) => void left.push(tell),
  }
}
