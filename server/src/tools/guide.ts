import type { Settings } from '@lva/contracts/accounts'
import type { ToolUse } from '@lva/contracts/conversation'
import type { Context, Guide, Part } from '../conversation/conversation.ts'
import type { AnyDb } from '../db/open.ts'
import type { Clock } from '../providers/clock.ts'
import { sumText } from './calculator/sums.ts'
import {
  type Carried,
  type Deed,
  forgetting,
  isHeld,
  type Remembered,
  recalling,
  remembering,
  setting,
  takingBack,
} from './carried-out.ts'
import { heardAs } from './first-look.ts'
import { followOn, maySayTheRest } from './follow-on.ts'
import { switchedOff } from './off.ts'
import { ownAnswer, type SaidBefore } from './own-answers.ts'
import { type OwnQuestion, ownQuestionAmong } from './own-questions.ts'
import { timeAnswer } from './time/answers.ts'
import { whenOf } from './time/when-of.ts'
import { type Speaker, type Wish, wishAmong } from './wishes.ts'

/** The name it speaks under. */
const NAME = 'tools'

/** What is remembered of a learner, as it is asked for there and then. */
export interface ByWord {
  mayLearn(userId: string, sessionId: string): Promise<boolean>
  holding(userId: string, text: string): Promise<Remembered[]>
  saidBefore(userId: string, sessionId: string, before: number | null): Promise<SaidBefore[]>
  remember(trx: Trx, userId: string, turn: AskedIn, span: { start: number; end: number }): Promise<void>
  forget(trx: Trx, userId: string, memoryId: string, turn: AskedIn): Promise<boolean>
}

type Trx = Parameters<NonNullable<Guide['keep']>>[0]
type AskedIn = Parameters<NonNullable<Guide['keep']>>[2]

/** Who asks for something, and when. */
interface Meaning {
  userId: string
  speaker: Speaker
}

/** … and where. */
interface Asking extends Meaning {
  sessionId: string
  /** It was done when the same turn was answered before. */
  done: boolean
}

/**
 * Leads turns in which a learner's own words ask for a sum, a time, a memory or a setting: rules answer, and no model is asked. What changes
 * something is done in the transaction that records the reply, so that a reply that is begun ahead, or dropped, changes nothing.
 */
export function createToolGuide({
  byWord,
  settingsOf,
  changeSettings,
  settingsChanged,
  clock,
  now,
}: {
  byWord: ByWord
  settingsOf: (userId: string) => Promise<Settings>
  changeSettings: (trx: AnyDb, userId: string, settings: Partial<Settings>) => Promise<void>
  /** Tells a learner’s pages, once the change is committed. */
  settingsChanged: (userId: string) => void
  clock: Clock
  now: () => Date
}): Guide {
  async function carry(wish: Wish, { userId, sessionId, speaker, done }: Asking) {
    const { language, locale } = wish
    const said = (text: string): Carried => ({ text, deed: null, sources: [] })
    const whom = { ...speaker, locale, language }
    switch (wish.tool) {
      case 'calculator':
        return said(sumText(wish.sum, language, locale))
      case 'time':
        if (wish.ask.kind !== 'mine') return said(timeAnswer(wish.ask, whom).text)
        return whenOf(wish.ask, await byWord.holding(userId, wish.ask.thing ?? ''), whom)
      case 'settings':
        return setting(wish.wish, await settingsOf(userId), language, done)
    }
    const asked = wish.wish
    if (asked.do === 'remember') return remembering(asked, await byWord.mayLearn(userId, sessionId), language)
    const holding = await byWord.holding(userId, asked.do === 'take-back' ? asked.what.join(' ') : (asked.what ?? ''))
    if (asked.do === 'take-back') return takingBack(asked.what, holding, language)
    return asked.do === 'forget' ? forgetting(asked.what, holding, whom) : recalling(asked.what, holding, whom)
  }

  /** What a turn asks for by itself, or with what was said before it; null when it is nothing for this guide. */
  async function meant(text: string, before: () => Promise<SaidBefore[]>, { userId, speaker }: Meaning) {
    const heard = heardAs(text, speaker)
    const wish = wishAmong(heard, speaker)
    if (wish) return byWish(wish, { own: true })
    const own = ownQuestionAmong(heard, speaker)
    if (!own && !maySayTheRest(text)) return null
    const said = await before()
    if (own) return ownMeant(own, said, { userId, speaker })
    const earlier = said.map((one) => one.text)
    const rest = followOn(text, earlier, speaker)
    return rest && byWish(rest, { own: false })
  }

  /** `own`: the turn says it by itself. `recalls`: it asks for nothing but what is remembered, of `about`. */
  function byWish(wish: Wish, { own }: { own: boolean }) {
    const recall = own && wish.tool === 'memory' && wish.wish.do === 'recall' ? wish.wish : null
    return {
      ...{ tool: wish.tool, language: wish.language, recalls: !own || recall !== null, about: recall?.what ?? null },
      carried: (asking: Asking) => carry(wish, asking),
    }
  }

  async function ownMeant(own: OwnQuestion, before: readonly SaidBefore[], { userId, speaker }: Meaning) {
    if ((await settingsOf(userId)).tools_off.includes('memory')) return null
    const carried = ownAnswer(own, await byWord.holding(userId, own.thing), before, speaker)
    return (
      carried && {
        ...{ tool: 'memory' as const, language: own.language, recalls: true, about: null },
        carried: async () => carried,
      }
    )
  }

  async function* carriedOut(
    asked: NonNullable<Awaited<ReturnType<typeof meant>>>,
    { userId, sessionId, facts, done = false }: Context,
    { signal }: { signal: AbortSignal },
  ): AsyncGenerator<Part> {
    yield { type: 'start', provider: NAME, model: null }
    if ((await settingsOf(userId)).tools_off.includes(asked.tool)) {
      yield { type: 'outcome', outcome: null, sources: [], ruled: true }
      yield { type: 'delta', text: switchedOff(asked.tool, asked.language) }
      yield { type: 'end', reason: 'complete', usage: {} }
      return
    }
    const began = clock.ms()
    yield { type: 'tool', name: asked.tool }
    const speaker = { locale: facts.locale, timezone: facts.timezone, now: facts.now }
    const { text, deed, sources } = await asked.carried({ userId, sessionId, speaker, done })
    if (signal.aborted) return
    const ms = Math.max(0, Math.round(clock.ms() - began))
    const use: ToolUse = { name: asked.tool, state: 'done', ms, detail: null }
    yield { type: 'tool', name: asked.tool, use }
    yield { type: 'outcome', outcome: deed, sources, ruled: true }
    yield { type: 'delta', text }
    yield { type: 'end', reason: 'complete', usage: {} }
  }

  return {
    name: NAME,
    orders: true,

    async leads({ userId, locale, timezone }, { session_id: sessionId, seq, user_text, documents }) {
      const speaker = { locale, timezone, now: now() }
      const asked = await meant(user_text, () => byWord.saidBefore(userId, sessionId, seq), { userId, speaker })
      // A question about something that was brought is about that.
      if (asked === null || (asked.tool === 'memory' && asked.recalls && asksOf(documents))) return null
      // "My country" may be the world's: what nobody was told of is a question like any other.
      if (asked.about !== null && !isHeld(await byWord.holding(userId, asked.about))) return null
      return (context, replying) => carriedOut(asked, context, replying)
    },

    async keep(trx, { userId }, exchange, outcome) {
      const deed = outcome as Deed | null
      if (deed?.do === 'remember') for (const span of deed.spans) await byWord.remember(trx, userId, exchange, span)
      if (deed?.do === 'forget') for (const id of deed.ids) await byWord.forget(trx, userId, id, exchange)
      if (deed?.do === 'set') await changeSettings(trx, userId, deed.settings)
    },

    kept({ userId }, outcome) {
      if ((outcome as Deed | null)?.do === 'set') settingsChanged(userId)
    },
  }
}

const asksOf = (documents: string | undefined) => documents !== undefined && documents !== '[]'
