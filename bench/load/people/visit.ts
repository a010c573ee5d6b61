import { setTimeout as pause } from 'node:timers/promises'
import { createRandom, type Random } from '../../random.ts'
import { createHands } from './hands.ts'
import { afterwards, nextWish, person } from './person.ts'
import { type Done, LEARNERS, type Mix, type Wish } from './wishes.ts'

/** Nobody looks at a refusal for longer before they go on. */
const REFUSED_MOST_MS = 60_000

export interface Visit {
  /** Who they are among all of this run; their address and their chance follow from it. */
  n: number
  /** The same run does the same. */
  seed: number | string
  /** Part of every name, so that two runs at one house are other people. */
  run?: string
  /** How long they think between two things, in milliseconds. */
  think: { from: number; to: number }
  mix?: Mix
  /** They come from another address each time they sign in. */
  moving?: boolean
  /** A token they have already. */
  token?: string | null
  over: AbortSignal
  onDone(done: Done): void
}

/** Lets one person live in a house until `over`: signs up and in, and does one thing after the other. Resolves with who they were. */
export async function visit(
  url: string,
  { n, seed, run = 'load', think, mix = LEARNERS, moving = false, token = null, over, onDone }: Visit,
): Promise<{ email: string; password: string; token: string | null; known: boolean }> {
  const random = createRandom(`${seed}-${n}`)
  let who = person(`${run}-${n}`, token)
  let hands = createHands(url, { address: addressOf(n, 0) })
  try {
    await rest(random.between(0, think.from), over)
    while (!over.aborted) {
      const wish = nextWish(who, { random, nowMs: performance.now(), mix })
      const done = await hands.do(who, wish)
      onDone(done)
      const before = who
      who = afterwards(who, wish, done, performance.now())
      if (moving && before.at === 'inside' && who.at === 'known') {
        hands.close()
        hands = createHands(url, { address: addressOf(n, who.visits) })
      }
      await rest(pauseAfter(wish, done, think, random), over)
    }
  } finally {
    hands.close()
  }
  return { email: who.email, password: who.password, token: who.tokens?.access ?? null, known: who.at !== 'outside' }
}

/** The client address of somebody: a network of their own each, because wrong passwords are counted for networks. */
export const addressOf = (n: number, visits: number): string =>
  `10.${Math.floor(n / 256) % 256}.${n % 256}.${1 + (visits % 250)}`

/** How long somebody waits before the next thing, in milliseconds. An app signs in at once after signing up; who is refused waits as told. */
export function pauseAfter(wish: Wish, done: Done, think: Visit['think'], random: Random): number {
  if (done.limited) return Math.min(REFUSED_MOST_MS, (done.retryAfter ?? 1) * 1000)
  if (wish.kind === 'sign up' && done.ok) return 0
  return random.between(think.from, think.to)
}

const rest = (ms: number, signal: AbortSignal): Promise<void> => pause(ms, undefined, { signal }).catch(() => {})
