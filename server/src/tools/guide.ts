import type { Settings } from '@lva/contracts/accounts'
import type { ToolUse } from '@lva/contracts/conversation'
import type { Guide } from '../conversation/conversation.ts'
import type { AnyDb } from '../db/open.ts'
import type { Clock } from '../providers/clock.ts'
import { sumText } from './calculator/sums.ts'
import { type Carried, type Deed, forgetting, type Remembered, recalling, remembering, setting } from './carried-out.ts'
import { timeAnswer } from './time/answers.ts'
import { whenOf } from './time/when-of.ts'
import { type Speaker, type Wish, wishIn } from './wishes.ts'

/** The name it speaks under. */
const NAME = 'tools'

/** What is remembered of a learner, as it is asked for there and then. */
export interface ByWord {
  mayLearn(userId: string, sessionId: string): Promise<boolean>
  holding(userId: string, text: string): Promise<Remembered[]>
  remember(trx: Trx, userId: string, turn: AskedIn, span: { start: number; end: number }): Promise<void>
  forget(trx: Trx, userId: string, memoryId: string, turn: AskedIn): Promise<boolean>
}

type Trx = Parameters<NonNullable<Guide['keep']>>[0]
type AskedIn = Parameters<NonNullable<Guide['keep']>>[2]

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
  async function carry(
    wish: Wish,
    { userId, sessionId, speaker }: { userId: string; sessionId: string; speaker: Speaker },
  ) {
    const { language, locale } = wish
    const said = (text: string): Carried => ({ text, deed: null, sources: [] })
    const whom = { ...speaker, locale }
    switch (wish.tool) {
      case 'calculator':
        return said(sumText(wish.sum, language, locale))
      case 'time':
        if (wish.ask.kind !== 'mine') return said(timeAnswer(wish.ask, whom).text)
        return whenOf(wish.ask, await byWord.holding(userId, wish.ask.thing ?? ''), whom)
      case 'settings':
        return setting(wish.wish, await settingsOf(userId), language)
    }
    const asked = wish.wish
    if (asked.do === 'remember') return remembering(asked, await byWord.mayLearn(userId, sessionId), language)
    const holding = await byWord.holding(userId, asked.what ?? '')
    return asked.do === 'forget' ? forgetting(asked.what, holding, language) : recalling(asked.what, holding, language)
  }

  return {
    name: NAME,

    async leads({ userId, locale, timezone }, { user_text, documents }) {
      const wish = wishIn(user_text, { locale, timezone, now: now() })
      if (!wish) return false
      // A question about something that was brought is about that.
      if (wish.tool === 'memory' && wish.wish.do === 'recall' && documents !== undefined && documents !== '[]')
        return false
      return !(await settingsOf(userId)).tools_off.includes(wish.tool)
    },

    async *reply({ userId, sessionId, facts }, { signal }) {
      yield { type: 'start', provider: NAME, model: null }
      const speaker = { locale: facts.locale, timezone: facts.timezone, now: facts.now }
      const wish = wishIn(facts.text, speaker)
      if (!wish) return
      const began = clock.ms()
      yield { type: 'tool', name: wish.tool }
      const { text, deed, sources } = await carry(wish, { userId, sessionId, speaker })
      if (signal.aborted) return
      const ms = Math.max(0, Math.round(clock.ms() - began))
      const use: ToolUse = { name: wish.tool, state: 'done', ms, detail: null }
      yield { type: 'tool', name: wish.tool, use }
      yield { type: 'outcome', outcome: deed, sources, ruled: true }
      yield { type: 'delta', text }
      yield { type: 'end', reason: 'complete', usage: {} }
    },

    async keep(trx, { userId }, exchange, outcome) {
      const deed = outcome as Deed | null
      if (deed?.do === 'remember') await byWord.remember(trx, userId, exchange, deed)
      if (deed?.do === 'forget') await byWord.forget(trx, userId, deed.id, exchange)
      if (deed?.do === 'set') await changeSettings(trx, userId, deed.settings)
    },

    kept({ userId }, outcome) {
      if ((outcome as Deed | null)?.do === 'set') settingsChanged(userId)
    },
  }
}
