import type { Random } from '../../random.ts'
import { sentence } from '../sentences.ts'
import type { Done, Kind, Mix, Tokens, Wish } from './wishes.ts'

/** Somebody rarely says more at one sitting. */
const TURNS_OF_A_SESSION = 20
/** Of the 15 minutes an access token lasts. */
const STAYS_AFTER_MS = 10 * 60_000
/** What is said over one socket, before it is closed. */
const TURNS_OF_A_SOCKET = 2
const PASSWORD = 'Test1234!'

/** A virtual user: where they are, and what they remember of it. Never changed; `afterwards` gives the next one. */
export interface Person {
  name: string
  email: string
  password: string
  /** Nobody yet, known here, signed in, or signed in with a socket open. */
  at: 'outside' | 'known' | 'inside' | 'on a socket'
  tokens: Tokens | null
  /** When the tokens were given, in milliseconds of the same clock as `nowMs`. */
  since: number
  /** How often they have signed in: each time from another place. */
  visits: number
  /** Turns they tried, and those that were acknowledged. */
  tried: number
  said: number
  last: { text: string; session: string } | null
  /** The session of the open socket, and what was said over it. */
  socket: string | null
  saidBySocket: number
  cards: number
  review: { review: string; prompt: string } | null
}

/** Somebody nobody here knows yet; with `token` somebody who is signed in already. */
export function person(name: string, token: string | null = null): Person {
  return {
    name,
    email: `${name}@example.org`,
    password: PASSWORD,
    at: token === null ? 'outside' : 'inside',
    tokens: token === null ? null : { access: token, refresh: null },
    since: 0,
    visits: 0,
    tried: 0,
    said: 0,
    last: null,
    socket: null,
    saidBySocket: 0,
    cards: 0,
    review: null,
  }
}

/** What somebody does next. The same person with the same chance does the same. */
export function nextWish(who: Person, { random, nowMs, mix }: { random: Random; nowMs: number; mix: Mix }): Wish {
  if (who.at === 'outside') return { kind: 'sign up' }
  if (who.at === 'known') return { kind: 'sign in' }
  if (who.at === 'on a socket')
    return who.saidBySocket < TURNS_OF_A_SOCKET
      ? { kind: 'turn by socket', text: sentence(who.name, who.tried), session: who.socket ?? sessionOf(who) }
      : { kind: 'close the socket' }
  if (who.review) return { kind: 'rate a card', ...who.review, id: uuid(random) }
  if (who.tokens?.refresh && nowMs - who.since > STAYS_AFTER_MS) return { kind: 'stay signed in' }
  return wishOf(chosen(who, mix, random), who, random)
}

/** Somebody after what they did. */
export function afterwards(who: Person, wish: Wish, done: Done, nowMs: number): Person {
  if (done.status === 401 && who.tokens?.refresh) return { ...who, at: 'known', tokens: null, review: null }
  if (wish.kind === 'turn by socket' && !done.ok) return { ...who, at: 'inside', tried: who.tried + 1 }
  const tried = 'text' in wish ? who.tried + 1 : who.tried
  if (!done.ok) return { ...who, tried, review: null }
  const next = { ...who, tried, ...saidNow(who, wish) }
  switch (wish.kind) {
    case 'sign up':
      return { ...next, at: 'known' }
    case 'sign in':
      return { ...next, at: 'inside', tokens: done.tokens ?? null, since: nowMs, visits: who.visits + 1 }
    case 'stay signed in':
      return { ...next, tokens: done.tokens ?? null, since: nowMs }
    case 'sign out':
      return { ...next, at: 'known', tokens: null }
    case 'open a socket':
      return { ...next, at: 'on a socket', socket: wish.session, saidBySocket: 0 }
    case 'close the socket':
      return { ...next, at: 'inside' }
    case 'write a card':
      return { ...next, cards: who.cards + 1 }
    case 'begin a review':
    case 'rate a card':
      return { ...next, review: done.asked ?? null }
    default:
      return next
  }
}

function saidNow(who: Person, wish: Wish): Partial<Person> {
  if (!('text' in wish)) return {}
  const bySocket = wish.kind === 'turn by socket' ? 1 : 0
  return {
    said: who.said + 1,
    last: { text: wish.text, session: wish.session },
    saidBySocket: who.saidBySocket + bySocket,
  }
}

const byPassword = (who: Person) => Boolean(who.tokens?.refresh)

/** What not everybody can do. Somebody with a token of their own may share the account, and a personal token opens no account. */
const NEEDS: Partial<Record<Kind, (who: Person) => boolean>> = {
  'begin a review': (who) => who.cards > 0 && byPassword(who),
  'who am I': byPassword,
  'sign-ins': byPassword,
  'stay signed in': byPassword,
  'sign out': byPassword,
}

function chosen(who: Person, mix: Mix, random: Random): Kind {
  const possible = Object.entries(mix).filter(([kind]) => NEEDS[kind as Kind]?.(who) ?? true) as [Kind, number][]
  let left = random.next() * possible.reduce((sum, [, weight]) => sum + weight, 0)
  for (const [kind, weight] of possible) {
    left -= weight
    if (left < 0) return kind
  }
  return possible.at(-1)?.[0] ?? 'welcome'
}

function wishOf(kind: Kind, who: Person, random: Random): Wish {
  switch (kind) {
    case 'turn':
    case 'streamed turn':
    case 'turn by socket':
      return {
        kind,
        text: sentence(who.name, who.tried),
        session: sessionOf(who),
        key: `${who.name}-${who.tried}`,
      }
    case 'history':
      return { kind, session: who.last?.session ?? sessionOf(who), expects: who.last?.text ?? null }
    case 'search':
      return { kind, query: wordOf(who.last?.text ?? 'gravity', random), expects: who.last !== null }
    case 'stats':
      return { kind, least: who.said }
    case 'write a card':
      return { kind, concept: `Thought ${who.cards + 1}` }
    case 'open a socket':
      return { kind, session: sessionOf(who) }
    case 'rate a card':
      return { kind, ...(who.review ?? { review: '', prompt: '' }), id: uuid(random) }
    default:
      return { kind }
  }
}

const sessionOf = (who: Person) => `${who.name}-${Math.floor(who.tried / TURNS_OF_A_SESSION)}`

/** A word of some length; short ones say nothing. */
function wordOf(text: string, random: Random): string {
  const words = text.match(/[a-z]{5,}/gi) ?? ['gravity']
  return random.pick(words)
}

/** A version 4 UUID out of this person's chance, so that the same seed asks the same. */
function uuid(random: Random): string {
  const hex = Array.from({ length: 32 }, () => random.whole(0, 15).toString(16)).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`
}
