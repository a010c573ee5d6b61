import type { Settings } from '@lva/contracts/accounts'
import type { Language } from '../language/stop-words.ts'
import type { RecalledPassage } from '../providers/llm/llm.ts'
import type { MemoryWish } from './memory-wishes.ts'
import { type SettingWish, settled } from './setting-wishes.ts'
import { filled } from './time/said.ts'
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
  | { do: 'remember'; start: number; end: number }
  | { do: 'forget'; id: string }
  | { do: 'set'; settings: Partial<Settings> }

/** What is said to a wish, what is quoted in it, and what is done then; null: nothing. */
export interface Carried {
  text: string
  deed: Deed | null
  sources: RecalledPassage[]
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
  return { text: filled(wording.remembered, { what: wish.what }), deed: { do: 'remember', ...wish.span }, sources: [] }
}

/** What is told of what is remembered. `holding`: the memories that hold words of it, the best first. Pure. */
export function recalling(what: string | null, holding: readonly Remembered[], language: Language): Carried {
  const wording = TOOL_WORDING[language]
  const told = (what === null ? holding : holding.filter(({ share }) => share >= ABOUT_MIN)).slice(0, TOLD_MAX)
  if (told.length === 0) {
    const text = what === null ? wording.nothingAtAll : filled(wording.nothingTold, { what: yours(what, language) })
    return { text, deed: null, sources: [] }
  }
  return { text: filled(wording.told, { list: listOf(told, wording) }), deed: null, sources: told.map(sourceOf) }
}

/** What is said to a sentence that is to be forgotten: it is done, or asked back where several fit. Pure. */
export function forgetting(what: string, holding: readonly Remembered[], language: Language): Carried {
  const wording = TOOL_WORDING[language]
  const fitting = holding.filter(({ share }) => share >= SAME_MIN)
  const same = fitting.filter(({ text }) => plainly(text) === plainly(what))
  const [one, another] = same.length > 0 ? same : fitting
  if (!one) return { text: filled(wording.noSuchMemory, { what }), deed: null, sources: [] }
  if (another) {
    const some = fitting.slice(0, TOLD_MAX)
    return { text: filled(wording.which, { list: listOf(some, wording) }), deed: null, sources: some.map(sourceOf) }
  }
  return { text: filled(wording.forgotten, { what: one.text }), deed: { do: 'forget', id: one.id }, sources: [] }
}

/** What is said to a setting that is to be changed. Pure. */
export function setting(wish: SettingWish, before: Settings, language: Language): Carried {
  const wording = TOOL_WORDING[language]
  const settings = settled(wish, before)
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

function listOf(memories: readonly Remembered[], { list: [each, between, last] }: ToolWording): string {
  const quoted = memories.map(({ text }) => filled(each, { text: withoutStop(text) }))
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
  en: { my: 'your', our: 'your' },
  de: { meine: 'deine', meinen: 'deinen', mein: 'dein', meiner: 'deine', meinem: 'dein' },
  fr: { mon: 'ton', ma: 'ta', mes: 'tes' },
  es: { mi: 'tu', mis: 'tus' },
}

/** "My exam" as somebody else says it. */
function yours(what: string, language: Language): string {
  const [first = '', ...rest] = what.split(' ')
  return [YOURS[language][first.toLowerCase()] ?? first, ...rest].join(' ')
}
