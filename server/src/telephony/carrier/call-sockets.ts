import type { Learner } from '../../learner.ts'
import { Problem } from '../../problem.ts'
import type { Stt } from '../../providers/stt/stt.ts'
import type { Tts } from '../../providers/tts/tts.ts'
import type { Answer, Carrier, Welcome } from '../call.ts'
import type { After } from './call-heart.ts'
import { type LiveCall, type LiveCallNeeds, openLiveCall } from './live-call.ts'
import { createMediaEnd, createRelayEnd, type SocketEnd, type Told } from './socket-ends.ts'
import type { createTickets, Ticketed } from './ticket.ts'
import { wordingOf } from './wording.ts'

/** After the goodbye at its bound a call ends, whoever speaks into it. */
const GOODBYE_MS = 15_000
/** A socket says whose it is at once. */
const BEGINS_MS = 5_000
/** What a carrier's own voice takes for a letter of the greeting. */
const GREETED_LETTER_MS = 80
const HANG_UP_MS = 5_000
/** What sockets left to be done, until the carrier asks: at most as many as calls. */
const LEFT_MAX = 1_000

/** Two seconds of sound. */
const EARLY_MAX = 100

/** One socket of the carrier. Messages are text. */
export interface CallWire {
  send(message: object): void
  close(): void
}

interface Needs extends LiveCallNeeds {
  sttFor: ((userId: string) => Stt) | null
  ttsFor: ((userId: string) => Tts) | null
  tickets: Pick<ReturnType<typeof createTickets>, 'read'>
  carrier: Pick<Carrier, 'hangUp'>
  /** Has the carrier do with the call what follows after the socket. */
  redirect(callSid: string, answer: Exclude<After, { kind: 'say' }>, locale: string, signal: AbortSignal): Promise<void>
  /** How long one call may last, in milliseconds. */
  lastsMs: number
  /** Whether there is a place for a call that a socket carries. */
  admit(callSid: string): boolean
  /** The socket of a call is gone; the call may go on. */
  left(callSid: string): void
  /** One message took so long, in milliseconds. */
  took(ms: number): void
}

/** The calls that sockets of this process carry. */
export function createCallSockets({
  sttFor,
  ttsFor,
  tickets,
  carrier,
  redirect,
  lastsMs,
  admit,
  left,
  took,
  ...needs
}: Needs) {
  const { clock, callers, learnerOf, log } = needs
  const open = new Map<string, { userId: string; end(how?: { keep?: boolean }): Promise<void> }>()
  const plans = new Map<string, Answer>()
  let stopping = false

  function plan(callSid: string, answer: Answer) {
    const [oldest] = plans.keys()
    if (plans.size >= LEFT_MAX && oldest !== undefined) plans.delete(oldest)
    plans.set(callSid, answer)
  }

  const soundOf = (userId: string) => ({ stt: sttFor?.(userId) ?? null, tts: ttsFor?.(userId) ?? null })

  /** Carries one socket. `message` takes what came over it, `gone` is told that it is closed. */
  function connected(way: 'relay' | 'media', wire: CallWire) {
    const end: SocketEnd = (way === 'relay' ? createRelayEnd : createMediaEnd)({ clock, send: wire.send })
    let call: LiveCall | null = null
    let callSid = ''
    let begun = false
    let locale = 'en'
    let over = false
    let strangeTold = false
    /** What comes while the call is being opened. */
    const early: string[] = []
    const stops = [clock.after(BEGINS_MS, () => begun || finish())]

    /** Nothing more comes or goes. */
    function finish(how?: { keep?: boolean }): Promise<void> {
      if (over) return Promise.resolve()
      over = true
      for (const stop of stops) stop()
      const heardMs = end.heardAtEnd()
      if (heardMs !== null) call?.heard(heardMs)
      end.close()
      const carries = open.get(callSid)?.end === finish
      if (carries) open.delete(callSid)
      // Also where it was never opened; not where another socket carries the call by now.
      if (begun && (carries || !open.has(callSid))) left(callSid)
      wire.close()
      return (call?.close(how) ?? Promise.resolve()).catch((err: unknown) =>
        log.error({ err }, 'a call did not end well'),
      )
    }

    async function leave(after: After | 'turn-by-turn') {
      if (over) return
      const answer: After =
        after === 'turn-by-turn' ? { kind: 'say', text: '', next: 'listen' } : { ...after, text: '' }
      end.leave(JSON.stringify(answer))
      // Sound has no way to hand something on: what comes next is remembered until the carrier asks, or it is told at once.
      if (way === 'media') plan(callSid, answer)
      const signal = AbortSignal.timeout(HANG_UP_MS)
      if (answer.kind !== 'say' && way === 'media') await redirect(callSid, answer, locale, signal).catch(() => {})
      if (answer.kind === 'say' && answer.next === 'hang-up') await hangUp(signal)
      await finish()
    }

    /** Has the carrier end the call; where it did, nobody asks what was planned. */
    async function hangUp(signal: AbortSignal) {
      try {
        await carrier.hangUp(callSid, { signal })
        plans.delete(callSid)
      } catch {}
    }

    /** The call a socket is for; null when it is none of ours. */
    function ticketed(named: string, brought: unknown): Ticketed | null {
      const ticket = tickets.read(brought)
      const isTheirs = ticket?.call.callSid === named && ticket.call.way === way
      return isTheirs && !begun && !stopping ? ticket : null
    }

    async function begin(named: string, brought: unknown) {
      const ticket = ticketed(named, brought)
      if (!ticket) return finish()
      begun = true
      callSid = named
      await open.get(callSid)?.end()
      if (over || !admit(named)) return finish()
      const welcome = await callers.begin(ticket.call)
      const learner = welcome.kind === 'learner' ? await learnerOf(welcome.userId) : null
      if (welcome.kind === 'learner' && learner && !over) return carry(welcome, learner, ticket.greet)
      return finish()
    }

    async function carry(welcome: Welcome & { kind: 'learner' }, learner: Learner, greet: boolean) {
      locale = welcome.locale
      open.set(callSid, { userId: learner.userId, end: finish })
      const opened = await openLiveCall(needs, {
        ...{ callSid, welcome, learner, leave: (after) => void leave(after), makeLine: end.makeLine },
        ...(way === 'media' ? soundOf(learner.userId) : { stt: null, tts: null }),
        greetedMs: way === 'relay' && greet ? welcome.say.length * GREETED_LETTER_MS : 0,
      })
      if (over) return opened.close()
      call = opened
      for (const text of early.splice(0)) take(text)
      const { goodbye } = wordingOf(welcome.locale)
      const hangsUp: After = { kind: 'say', text: '', next: 'hang-up' }
      stops.push(
        clock.after(lastsMs, () => opened.say(goodbye, hangsUp)),
        clock.after(lastsMs + GOODBYE_MS, () => void leave(hangsUp)),
      )
      if (way === 'media' && greet) opened.say(welcome.say)
    }

    /** What came over it is for the call. */
    function hand(told: Told) {
      if (told.type === 'begins')
        begin(told.callSid, told.ticket).catch((err: unknown) => {
          if (!(err instanceof Problem)) log.error({ err }, 'a call could not be carried on over a socket')
          void finish()
        })
      if (told.type === 'key') call?.keyed(told.digit)
      if (told.type === 'over') void finish()
      if (told.type === 'trouble') log.error({ way }, 'the carrier says that something is wrong with its socket')
      if (told.type !== 'unknown' || strangeTold) return
      strangeTold = true
      log.error({ way }, 'a message of the carrier is not known, and ignored')
    }

    function take(text: string) {
      const at = clock.ms()
      const told = end.take(text, call)
      took(clock.ms() - at)
      hand(told)
    }

    return {
      message(text: string) {
        if (over) return
        if (!begun || call) take(text)
        else if (early.length < EARLY_MAX) early.push(text)
      },
      gone: () => void finish(),
    }
  }

  return {
    connected,
    count: () => open.size,

    /** What a socket left to be done in the call, once. */
    leftBySocket(callSid: string): Answer | null {
      const answer = plans.get(callSid) ?? null
      plans.delete(callSid)
      return answer
    },

    /** Ends the calls of somebody whose account goes: what is being said is not kept. */
    async endAll(userId: string): Promise<void> {
      await Promise.all(
        [...open.values()].filter((one) => one.userId === userId).map((one) => one.end({ keep: false })),
      )
    },

    /** The server stops: what is being said is kept, and waited for at most `ms`. */
    async close(ms: number): Promise<void> {
      stopping = true
      const all = Promise.allSettled([...open.values()].map((one) => one.end()))
      await new Promise<void>((resolve) => {
        const cancel = clock.after(ms, resolve)
        void all.then(() => {
          cancel()
          resolve()
        })
      })
    },
  }
}
