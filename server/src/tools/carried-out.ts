import type { Settings } from '@lva/contracts/accounts'
import { localDay } from '../days.ts'
import type { Language } from '../language/stop-words.ts'
import type { RecalledPassage } from '../providers/llm/llm.ts'
import type { MemoryWish } from './memory-wishes.ts'
import { type SettingWish, settled } from './setting-wishes.ts'
import { dateText, filled } from './time/said.ts'
import { TOOL_WORDING, type ToolWording } from './wording.ts'

/** A memory, and how much of what was asked for is in it (0 to 1). */
export interface Remembered {
  id: string
  text: string
  said: string
  exchangeId: string
  sessionId: string
  share: number
}

/** What follows from a wish, once the reply that says so is kept. */
export type Deed =
  | { do: 'remember'; spans: Array<{ start: number; end: number }> }
  | { do: 'forget'; ids: string[] }
  | { do: 'set'; settings: Partial<Settings> }

/** What is said to a wish, what is quoted in it, and what is done then; null: nothing. */
export interface Carried {
  text: string
  deed: Deed | null
  sources: RecalledPassage[]
}

/** Who is told of what is remembered, in which language, and when. */
export interface Whom {
  language: Language
  locale: string
  timezone: string
  now: Date
}

/** So many memories are told at once. */
const TOLD_MAX = 5
/** A memory with less of the words is about something else. */
const ABOUT_MIN = 0.5
const SAME_MIN = 0.6

/** What is said to a sentence that is to be remembered. `may`: the learner wants that, here. Pure. */
export function remembering(wish: MemoryWish & { do: 'remember' }, may: boolean, language: Language): Carried {
  const wording = TOOL_WORDING[language]
  if (!may) return { text: wording.memoriesOff, deed: null, sources: [] }
  const all = [wish, ...(wish.also ?? [])]
  const [first, ...others] = all.map(({ what }) => what)
  const [each, , last] = wording.list
  const what = [first ?? '', ...others.map((one) => filled(each, { text: one }))]
  const told = filled(wording.remembered, { what: what[0] ?? '' })
  const text = others.length === 0 ? told : `${told.slice(0, -1)}${last}${what.slice(1).join(last)}.`
  return { text, deed: { do: 'remember', spans: all.map(({ span }) => span) }, sources: [] }
}

/** What is told of what is remembered. `holding`: the memories that hold words of it, the best first. Pure. */
export function recalling(what: string | null, holding: readonly Remembered[], whom: Whom): Carried {
  const { language } = whom
  const wording = TOOL_WORDING[language]
  const some = (what === null ? holding : holding.filter(({ share }) => share >= ABOUT_MIN)).slice(0, TOLD_MAX)
  if (some.length === 0) {
    const text = what === null ? wording.nothingAtAll : filled(wording.nothingTold, { what: yours(what, language) })
    return { text, deed: null, sources: [] }
  }
  return { ...told(some, whom), sources: some.map(sourceOf) }
}

/** What somebody told, in their words, and when where that was another day: "tomorrow" was another one then. Pure. */
export function told(some: ReadonlyArray<Pick<Remembered, 'text' | 'said'>>, whom: Whom): Carried {
  const wording = TOOL_WORDING[whom.language]
  return { text: filled(wording.told, { list: listOf(some, whom) }), deed: null, sources: [] }
}

/** What is said when what was just to be remembered is to be forgotten: it is gone, as far as it was there. Pure. */
export function takingBack(what: readonly string[], holding: readonly Remembered[], language: Language): Carried {
  const gone = holding.filter(({ text }) => what.some((one) => plainly(one) === plainly(text)))
  const wording = TOOL_WORDING[language]
  if (gone.length === 0) return { text: filled(wording.noSuchMemory, { what: what[0] ?? '' }), deed: null, sources: [] }
  const [each, between, last] = wording.list
  const [first = '', ...others] = gone.map(({ text }) => text)
  // The frame has marks around the first of them already.
  const open = filled(each, { text: '\u0000' }).split('\u0000')
  const all = [first, ...others].join(`${open[1]}${others.length > 1 ? between : last}${open[0]}`)
  return {
    text: filled(wording.forgotten, { what: all }),
    deed: { do: 'forget', ids: gone.map(({ id }) => id) },
    sources: [],
  }
}

/** Whether anything that is remembered is about something. Pure. */
export const isHeld = (holding: readonly Remembered[]): boolean => holding.some(({ share }) => share >= ABOUT_MIN)

/** What is said to a sentence that is to be forgotten: it is done, or asked back where several fit. Pure. */
export function forgetting(what: string, holding: readonly Remembered[], whom: Whom): Carried {
  const { language } = whom
  const wording = TOOL_WORDING[language]
  const fitting = holding.filter(({ share }) => share >= SAME_MIN)
  const same = fitting.filter(({ text }) => plainly(text) === plainly(what))
  const [one, another] = same.length > 0 ? same : fitting
  if (!one) return { text: filled(wording.noSuchMemory, { what }), deed: null, sources: [] }
  if (another) {
    const some = fitting.slice(0, TOLD_MAX)
    return { text: filled(wording.which, { list: listOf(some, whom) }), deed: null, sources: some.map(sourceOf) }
  }
  return { text: filled(wording.forgotten, { what: one.text }), deed: { do: 'forget', ids: [one.id] }, sources: [] }
}

/** What is said to a setting that is to be changed; `done`: it was, when the same turn was answered before. Pure. */
export function setting(wish: SettingWish, before: Settings, language: Language, done: boolean): Carried {
  const wording = TOOL_WORDING[language]
  const settings = done ? null : settled(wish, before)
  if (!settings) return { text: wording.already, deed: null, sources: [] }
  return { text: sentenceFor(wish, wording), deed: { do: 'set', settings }, sources: [] }
}

function sentenceFor(wish: SettingWish, wording: ToolWording): string {
  if (wish.setting === 'theme') return wording.theme[wish.to]
  if (wish.setting === 'speak_replies') return wish.to ? wording.aloud : wording.silent
  if ('to' in wish) return wording.normal
  if (wish.setting === 'patience') return wish.by > 0 ? wording.morePatient : wording.lessPatient
  return wish.by > 0 ? wording.faster : wording.slower
}

function listOf(memories: ReadonlyArray<Pick<Remembered, 'text' | 'said'>>, whom: Whom): string {
  const {
    list: [each, between, last],
    saidOn,
  } = TOOL_WORDING[whom.language]
  const quoted = memories.map(({ text, said }) => {
    const day = localDay(said, whom.timezone)
    const when = day === localDay(whom.now, whom.timezone) ? '' : filled(saidOn, { date: dateText(day, whom.locale) })
    return filled(each, { text: withoutStop(text) }) + when
  })
  return quoted.length < 2 ? (quoted[0] ?? '') : quoted.slice(0, -1).join(between) + last + quoted.at(-1)
}

/** Without the stop a sentence ends with. */
const withoutStop = (text: string) => (/[.!?]$/.test(text) ? text.slice(0, -1) : text)

const sourceOf = ({ id, text, said, exchangeId, sessionId }: Remembered, n: number): RecalledPassage => ({
  ...{ id: `m${n + 1}`, kind: 'memory', exchangeId, sessionId, sourceId: id, title: null, place: null },
  ...{ group: exchangeId, at: said, text },
})

const plainly = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

const YOURS: Record<Language, Record<string, string>> = {
  en: { my: 'your' },
  de: { meine: 'deine', meinen: 'deinen', mein: 'dein', meiner: 'deine', meinem: 'dein' },
  fr: { mon: 'ton', ma: 'ta', mes: 'tes' },
  es: { mi: 'tu', mis: 'tus' },
}

/** "My exam" as somebody else says it. */
function yours(what: string, language: Language): string {
  const [first = '', ...rest] = what.split(' ')
  return [YOURS[language][first.toLowerCase()] ?? first, ...rest].join(' ')
}
