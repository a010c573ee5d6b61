import type { Language } from '../language/stop-words.ts'
import { primaryOf } from '../language/tags.ts'
import { type Sum, sumIn } from './calculator/sums.ts'
import type { Utterance } from './courtesies.ts'
import { heardAs } from './first-look.ts'
import { type MemoryWish, memoryWishIn } from './memory-wishes.ts'
import { type SettingWish, settingWishIn } from './setting-wishes.ts'
import { type TimeAsk, timeAskIn } from './time/asking.ts'

/** What an utterance asks for that rules can do, and in which language. `tool` is what does it. */
export type Wish = { language: Language; locale: string } & (
  | { tool: 'calculator'; sum: Sum }
  | { tool: 'time'; ask: TimeAsk }
  | { tool: 'memory'; wish: MemoryWish }
  | { tool: 'settings'; wish: SettingWish }
)

/** Who says it, and when. */
export interface Speaker {
  locale: string
  timezone: string
  now: Date
}

/** What an utterance asks for that rules can do; null when it is anything else to say. Pure. */
export const wishIn = (text: string, speaker: Speaker): Wish | null => wishAmong(heardAs(text, speaker), speaker)

/**
 * The same of an utterance as it may be heard (`first-look.ts`), first come first served: numbers and answers are in the language it was said
 * in. Pure.
 */
export function wishAmong(heard: readonly Utterance[], { locale, ...when }: Speaker): Wish | null {
  for (const utterance of heard) {
    const { language } = utterance
    const said = { language, locale: primaryOf(locale) === language ? locale : language }
    const setting = settingWishIn(utterance)
    if (setting) return { ...said, tool: 'settings', wish: setting }
    const memory = memoryWishIn(utterance)
    if (memory) return { ...said, tool: 'memory', wish: memory }
    const ask = timeAskIn(utterance, when)
    if (ask) return { ...said, tool: 'time', ask }
    const sum = sumIn(utterance)
    if (sum) return { ...said, tool: 'calculator', sum }
  }
  return null
}

/** Whether somebody asks in any language to have something forgotten, whether or not it is known. Pure. */
export const asksToForget = (text: string): boolean =>
  heardAs(text, { locale: '' }).some((utterance) => memoryWishIn(utterance)?.do === 'forget')
