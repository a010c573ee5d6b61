import type { Settings } from '@lva/contracts/accounts'
import type { ToolUse } from '@lva/contracts/conversation'
import type { Guide } from '../conversation/conversation.ts'
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
import { followOn, maySayTheRest } from './follow-on.ts'
import { switchedOff } from './off.ts'
import { type OwnQuestion, ownAnswer, ownQuestionIn, type SaidBefore } from './own-questions.ts'
import { timeAnswer } from './time/answers.ts'
import { whenOf } from './time/when-of.ts'
import { type Speaker, type Wish, wishIn } from './wishes.ts'

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

/** Who asks for something, where and when. */
interface Asking {
  userId: string
  sessionId: string
  speaker: Speaker
  /** It was done when the same turn was answered before. */
  done?: boolean
}

type Said = () => Promise<SaidBefore[]>

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
  async function carry(wish: Wish, { userId, sessionId, speaker, done = false }: Asking) {
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
  async function meant(text: string, turn: Asking & { said: Said }) {
    const { userId, speaker } = turn
    const wish = wishIn(text, speaker)
    if (wish) return { tool: wish.tool, language: wish.language, carried: () => carry(wish, turn) }
    const own = ownQuestionIn(text, speaker)
    if (!own && !maySayTheRest(text)) return null
    const before = await turn.said()
    if (own) return ownMeant(own, before, { userId, speaker })
    const rest = followOn(
      text,
      before.map((one) => one.text),
      speaker,
    )
    return rest && { tool: rest.tool, language: rest.language, carried: () => carry(rest, turn) }
  }

  async function ownMeant(
    own: OwnQuestion,
    before: readonly SaidBefore[],
    { userId, speaker }: { userId: string; speaker: Speaker },
  ) {
    if ((await settingsOf(userId)).tools_off.includes('memory')) return null
    const carried = ownAnswer(own, await byWord.holding(userId, own.thing), before, speaker)
    return carried && { tool: 'memory' as const, language: own.language, carried: async () => carried }
  }

  return {
    name: NAME,
    orders: true,

    async leads({ userId, locale, timezone }, { session_id: sessionId, seq, user_text, documents }) {
      const speaker = { locale, timezone, now: now() }
      const said = () => byWord.saidBefore(userId, sessionId, seq)
      const asked = await meant(user_text, { userId, sessionId, speaker, said })
      // A question about something that was brought is about that.
      if (asked === null || (asked.tool === 'memory' && asksOf(documents) && recalls(user_text, speaker))) return false
      // "My country" may be the world's: what nobody was told of is a question like any other.
      const about = recalledIn(user_text, speaker)
      return about === null || isHeld(await byWord.holding(userId, about))
    },

    async *reply({ userId, sessionId, facts, done = false }, { signal }) {
      yield { type: 'start', provider: NAME, model: null }
      const speaker = { locale: facts.locale, timezone: facts.timezone, now: facts.now }
      const said = async () => fromLast(await byWord.saidBefore(userId, sessionId, null), facts.saidInSession)
      const asked = await meant(facts.text, { userId, sessionId, speaker, said, done })
      if (!asked) return
      if ((await settingsOf(userId)).tools_off.includes(asked.tool)) {
        yield { type: 'outcome', outcome: null, sources: [], ruled: true }
        yield { type: 'delta', text: switchedOff(asked.tool, asked.language) }
        yield { type: 'end', reason: 'complete', usage: {} }
        return
      }
      const began = clock.ms()
      yield { type: 'tool', name: asked.tool }
      const { text, deed, sources } = await asked.carried()
      if (signal.aborted) return
      const ms = Math.max(0, Math.round(clock.ms() - began))
      const use: ToolUse = { name: asked.tool, state: 'done', ms, detail: null }
      yield { type: 'tool', name: asked.tool, use }
      yield { type: 'outcome', outcome: deed, sources, ruled: true }
      yield { type: 'delta', text }
      yield { type: 'end', reason: 'complete', usage: {} }
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

/** What was said up to the turn before this one: later ones and this one are none of it. */
function fromLast(said: readonly SaidBefore[], before: readonly string[]): SaidBefore[] {
  const at = said.findIndex(({ text }) => text === before.at(-1))
  return at < 0 ? [] : said.slice(at)
}

const asksOf = (documents: string | undefined) => documents !== undefined && documents !== '[]'
/** What of somebody's is asked for by name. */
function recalledIn(text: string, speaker: Speaker): string | null {
  const wish = wishIn(text, speaker)
  return wish?.tool === 'memory' && wish.wish.do === 'recall' ? wish.wish.what : null
}
const recalls = (text: string, speaker: Speaker) => {
  const wish = wishIn(text, speaker)
  return wish === null || (wish.tool === 'memory' && wish.wish.do === 'recall')
}
