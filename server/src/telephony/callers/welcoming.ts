import type { Logger } from 'pino'
import { sessionOfCall } from '../../ids.ts'
import type { Learner } from '../../learner.ts'
import type { IncomingCall, Way, Welcome } from '../call.ts'
import type { CallBacks } from './call-back.ts'
import type { Call, Calls } from './calls.ts'
import { codeFor, continued, greetingFor } from './greeting.ts'
import type { Known } from './known.ts'
import type { Numbers } from './numbers.ts'
import { numberOf } from './phone-number.ts'
import type { Pins } from './pins.ts'
import type { Sealing } from './sealed-numbers.ts'
import { wordsIn } from './wording.ts'

/** What is told to whom we know nothing of. */
const ANYBODY = 'en'

/** Says who calls, and what they hear first. Whoever is nobody here costs a look-up and leaves nothing behind. */
export function createWelcoming({
  now,
  log,
  known,
  numbers,
  pins,
  calls,
  left,
  callBacks,
  sealing,
}: {
  now: () => Date
  log: Pick<Logger, 'info'>
  known: Known
  numbers: Numbers
  pins: Pins
  calls: Calls
  /** How many seconds a learner may still be on the telephone today. */
  left: (userId: string) => Promise<number>
  callBacks: Pick<CallBacks, 'ringing' | 'over'>
  sealing: Pick<Sealing, 'hashOf'>
}) {
  const nobody = (say: string, locale = ANYBODY): Welcome => ({ kind: 'stranger', say, locale })

  /** What a trusted caller hears. */
  async function greeting(learner: Learner, session: string): Promise<string> {
    const [sessions, due] = await Promise.all([known.sessions(learner.userId), known.due(learner.userId)])
    return greetingFor(learner, { sessions, due, continues: sessions.some(({ session_id }) => session_id === session) })
  }

  const sessionFor = async (userId: string, callSid: string) =>
    continued(await known.sessions(userId), now()) ?? sessionOfCall(callSid)

  async function welcome(call: Call, learner: Learner, way: Way): Promise<Welcome> {
    if (call.way !== way) await calls.set(call.sid, { way })
    const words = wordsIn(learner.locale)
    const about = {
      kind: 'learner',
      userId: learner.userId,
      sessionId: call.session_id,
      locale: learner.locale,
    } as const
    if (call.trusted) return { ...about, trusted: true, say: await greeting(learner, call.session_id), next: 'listen' }
    if (call.direction === 'out') return { ...about, trusted: false, say: words.calledBack, next: 'digits' }
    const more = (await pins.setAt(learner.userId)) === null ? '' : ` ${words.orPin}`
    return { ...about, trusted: false, say: words.onlyTakesDown + more, next: 'listen' }
  }

  /** A call of ours that was taken up. */
  async function ours({ callSid, to, way, answeredBy }: IncomingCall, there: Call | undefined): Promise<Welcome> {
    const number = numberOf(to)
    const called = there ?? (number ? await callBacks.ringing(callSid, number) : null)
    if (called) {
      const learner = await known.learnerOf(called.user_id)
      if (!learner) return nobody(wordsIn(ANYBODY).bye)
      if (answeredBy === 'machine') {
        await callBacks.over(callSid, 'missed')
        return nobody(wordsIn(learner.locale).toMachine, learner.locale)
      }
      return welcome(called, learner, way)
    }
    const spoken = number ? await numbers.spokenCode(callSid, number) : null
    const learner = spoken && (await known.learnerOf(spoken.userId))
    // A mailbox would tell the code to whoever gets into it.
    if (!spoken || !learner || answeredBy === 'machine') return nobody(wordsIn(ANYBODY).bye)
    return nobody(codeFor(spoken.code, learner.locale), learner.locale)
  }

  /** A caller whose number nobody has linked: it may be about to be. */
  async function unknown({ callSid, attestation }: IncomingCall, number: string | null): Promise<Welcome> {
    // Whoever forges a number must not link it, so without the carrier's word the code proves nothing.
    const vouched = attestation === 'A'
    const awaited = number && (await numbers.awaits(number, vouched ? callSid : undefined))
    const learner = awaited && (await known.learnerOf(awaited.userId))
    if (!learner) {
      log.info({ caller: number && sealing.hashOf(number) }, 'a call from a number that nobody linked')
      return nobody(wordsIn(ANYBODY).stranger)
    }
    const words = wordsIn(learner.locale)
    return vouched
      ? { kind: 'linking', say: words.askCode, locale: learner.locale }
      : nobody(words.unvouched, learner.locale)
  }

  return {
    greeting,
    sessionFor,

    /** A call begins; see `Callers`. */
    async begin(call: IncomingCall): Promise<Welcome> {
      const there = await calls.bySid(call.callSid)
      if (there?.ended_at) return nobody(wordsIn(ANYBODY).bye)
      if (call.direction === 'out') return ours(call, there)
      // A call stays with whom it began with, whoever has the number now.
      if (there) {
        const learner = await known.learnerOf(there.user_id)
        return learner ? welcome(there, learner, call.way) : nobody(wordsIn(ANYBODY).stranger)
      }
      const number = numberOf(call.from)
      const owner = number && (await numbers.whose(number))
      if (!owner) return unknown(call, number)
      const userId = owner.user_id
      const learner = await known.learnerOf(userId)
      if (!learner) return nobody(wordsIn(ANYBODY).stranger)
      const words = wordsIn(learner.locale)
      if ((await left(userId)) <= 0) return nobody(words.spent, learner.locale)
      // A number alone may be anybody's: such a call stands by itself, and only takes down what is said.
      const trusted = call.attestation === 'A'
      const sessionId = trusted ? await sessionFor(userId, call.callSid) : sessionOfCall(call.callSid)
      const begun = await calls.begin(call, { userId, numberId: owner.id, sessionId, trusted })
      if (!begun) return nobody(words.busy, learner.locale)
      await numbers.called(owner.id)
      return welcome(begun, learner, call.way)
    },
  }
}

export type Welcoming = ReturnType<typeof createWelcoming>
