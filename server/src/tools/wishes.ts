import type { Language } from '../language/stop-words.ts'
import { ownLanguageOf, primaryOf } from '../language/tags.ts'
import { type Sum, sumIn } from './calculator/sums.ts'
import { bare } from './courtesies.ts'
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

const LANGUAGES: readonly Language[] = ['en', 'de', 'fr', 'es']
/** Nobody asks for any of it in more, in characters; a sum that is longer is refused. */
const LONGEST = 12_000

/**
 * What an utterance asks for that rules can do; null when it is anything else to say. Their own language is tried first, then the others: numbers
 * and answers are in the one it was said in. Pure.
 */
export function wishIn(text: string, { locale, ...when }: Speaker): Wish | null {
  if (text.length > LONGEST) return null
  const own = ownLanguageOf(locale)
  for (const language of [own, ...LANGUAGES.filter((other) => other !== own)]) {
    const said = { language, locale: primaryOf(locale) === language ? locale : language }
    const utterance = bare(text, language)
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
export function asksToForget(text: string): boolean {
  return text.length <= LONGEST && LANGUAGES.some((language) => memoryWishIn(bare(text, language))?.do === 'forget')
}
