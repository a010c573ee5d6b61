import { createCitedReply } from '../../server/src/conversation/grounds/cited-reply.ts'
import { groundsOf } from '../../server/src/conversation/grounds/grounds.ts'
import { honestyIn } from '../../server/src/language/honesty.ts'
import { sentencesOf } from '../../server/src/language/words.ts'
import type { RecalledPassage } from '../../server/src/providers/llm/llm.ts'
import { NOW, type ResearchQuestion, type Retold } from './questions.ts'

/** What the learner is shown of a reply. */
export interface Shown {
  text: string
  marks: string[]
  /** Which source each visible number names. */
  numbers: ReadonlyMap<string, number>
}

const TONGUES: Record<string, string> = { en: 'en-GB', de: 'de-DE', fr: 'fr-FR', es: 'es-ES' }

/** Lets a whole reply through the guard in pieces of so many characters. */
export function shownOf(
  { ask, language, given }: { ask: string; language: string; given: readonly RecalledPassage[] },
  reply: string,
  size = 7,
): Shown {
  const facts = {
    text: ask,
    recalled: [...given],
    now: NOW,
    timezone: 'UTC',
    locale: TONGUES[language] ?? 'en-GB',
    saidInSession: [],
  }
  const guard = createCitedReply(groundsOf(facts, { summary: null, repeats: () => false }), given.map(outsideOf))
  let text = ''
  for (let at = 0; at < reply.length; at += size) text += guard.next(reply.slice(at, at + size))
  text += guard.end(text)
  return { text, marks: [...guard.marks], numbers: guard.numbers }
}

const outsideOf = ({ id, title, text, foundBy, at }: RecalledPassage) => ({
  id,
  title,
  text,
  at,
  ...(foundBy ? { foundBy } : {}),
})

const VISIBLE = /\s?\[(\d{1,3})\]/g
const MARKS = /\s*\[[^\]]+\]/g
const same = (text: string) => text.replace(MARKS, '').replace(/\s+/g, ' ').trim()

/** The sentences a learner sees, each with the ids its visible numbers name; undefined: a number that names nothing. */
export function citedIn({ text, numbers }: Shown): Array<{ text: string; cites: Array<string | undefined> }> {
  const byNumber = new Map([...numbers].map(([id, number]) => [number, id]))
  return sentencesOf(text).map((sentence) => ({
    text: same(sentence),
    cites: [...sentence.matchAll(VISIBLE)].map(([, number]) => byNumber.get(Number(number))),
  }))
}

/** What is wrong with what became of an honest answer; null: nothing. */
export function falseAlarm(question: ResearchQuestion): string | null {
  const { reply, sentences } = question.honest
  const shown = shownOf(question, reply)
  const seen = citedIn(shown)
  for (const { text, heldBy } of sentences) {
    const found = seen.find((one) => one.text === same(text))
    if (!found) return `left out: ${text}`
    if (heldBy.length > 0 && found.cites.length === 0) return `lost its mark: ${text}`
    const wrong = found.cites.filter((id) => id === undefined || !heldBy.includes(id))
    if (wrong.length > 0) return `cites ${wrong}: ${text}`
  }
  return shown.marks.length > 0 ? `marked ${shown.marks}` : null
}

/** How many sentences of an honest answer were left out, or came out without a right mark. */
export function leftOut(question: ResearchQuestion): { of: number; hits: number } {
  const seen = citedIn(shownOf(question, question.honest.reply))
  const lost = question.honest.sentences.filter(({ text, heldBy }) => {
    const found = seen.find((one) => one.text === same(text))
    if (!found || (heldBy.length > 0 && found.cites.length === 0)) return true
    return found.cites.some((id) => id === undefined || !heldBy.includes(id))
  })
  return { of: question.honest.sentences.length, hits: lost.length }
}

/** What came through of a reply no source holds; null: nothing. */
export function missed(question: ResearchQuestion, reply: string): { text: string; isCited: boolean } | null {
  const shown = citedIn(shownOf(question, reply)).find(({ text }) => text === same(reply))
  return shown ? { text: shown.text, isCited: shown.cites.length > 0 } : null
}

/** What came through with a mark that names no source, or one that does not hold the sentence; `kept`: sentences shown with right ones. */
export function wronglyCited(
  question: ResearchQuestion,
  { reply, sentences }: ResearchQuestion['marked'][number],
): { wrong: string[]; kept: number } {
  const seen = citedIn(shownOf(question, reply))
  const wrong: string[] = []
  let kept = 0
  for (const { text, heldBy } of sentences) {
    const found = seen.find((one) => one.text === same(text))
    const bad = found?.cites.filter((id) => id === undefined || !heldBy.includes(id)) ?? []
    if (bad.length > 0) wrong.push(`${text} → ${bad}`)
    else if (found && found.cites.length > 0) kept += 1
  }
  return { wrong, kept }
}

/** Whether a sentence is what is said in place of one that was left out. */
export const isHonest = (text: string, language: string): boolean => text === honestyIn(language).unheld

/** A sentence that cites the first source: where it says so, or at its end. */
const citing = (sentence: string) => (sentence.includes('[w1]') ? sentence : sentence.replace(/\.$/, ' [w1].'))

/** Whether a sentence that cites the first source is shown with it. */
export function isShown({ question, sentence }: Retold): boolean {
  const [shown, ...more] = citedIn(shownOf(question, citing(sentence)))
  return more.length === 0 && shown?.text === same(sentence) && shown.cites.includes('w1')
}
