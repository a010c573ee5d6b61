import { localDay } from '../../days.ts'
import { tokens } from '../../db/words.ts'
import { type Language, languageOf } from '../../language/stop-words.ts'
import { ownLanguageOf } from '../../language/tags.ts'
import { sentencesOf, wordsOf } from '../../language/words.ts'
import type { TurnFacts } from '../../providers/llm/llm.ts'
import type { Grounds } from './guarded-reply.ts'
import { asksAboutOwnPast } from './past/asking.ts'
import { alikeOf } from './past/meaning.ts'
import { evidenceOf, type Ground } from './past/support.ts'

type Facts = Pick<TurnFacts, 'text' | 'recalled' | 'now' | 'timezone' | 'locale' | 'saidInSession'>

/** Whether a turn asks about its learner's own past. */
export const asksOwnPast = (text: string, locale: string): boolean => asksAboutOwnPast(text, languageIn(text, locale))

/** What the reply to a turn may rest on. Reads only what nearly every turn needs; the rest when a sentence asks for it. */
export function groundsOf(
  { text, recalled, now, timezone, locale, saidInSession }: Facts,
  { summary, repeats }: { summary: string | null; repeats: (text: string) => boolean },
): Grounds {
  const language = languageIn(text, locale)
  const today = () => dayIn(timezone, now)
  const strict = asksAboutOwnPast(text, language)
  return {
    language,
    tongue: /[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text) ? 'ja' : language,
    question: text,
    asked: alikeOf(tokens(text)),
    strict,
    // What a page says tells nothing of the learner.
    given: recalled
      .filter(({ kind }) => kind !== 'web')
      .map(
        ({ id, at, text, title, place, group }): Ground => ({
          id,
          text: [title, place?.heading, place?.page, text].filter(Boolean).join('\n'),
          day: dayIn(timezone, new Date(at)),
          group,
        }),
      ),
    here: () =>
      evidenceOf(
        latest([...saidInSession, ...(strict ? [] : statedIn(text)), summary ?? '']).map((text) => ({
          text,
          day: today(),
        })),
        language,
      ),
    today,
    links: (link) => [text, ...saidInSession].some((said) => said.includes(link)) && link !== '',
    repeats,
  }
}

/** How much of a long conversation is read again for a sentence that rests on nothing else, in characters. */
const HERE_MAX = 40_000

function latest(texts: readonly string[]): string[] {
  let left = HERE_MAX
  const taken: string[] = []
  for (const text of texts.toReversed()) {
    if (left <= 0) break
    taken.unshift(text.slice(0, left))
    left -= text.length
  }
  return taken
}

/** Words of a turn that tell its language. */
const LANGUAGE_SEEN = 600

function languageIn(text: string, locale: string): Language {
  const keys = wordsOf(text.slice(0, LANGUAGE_SEEN)).map(({ key }) => key)
  return languageOf(keys, ownLanguageOf(locale))
}

/** What a turn says besides asking. */
const statedIn = (text: string) => sentencesOf(text).filter((sentence) => !/[?？]\s*$/.test(sentence))

function dayIn(timezone: string, at: Date): Ground['day'] {
  const [year = 0, month = 0, day = 0] = localDay(at, timezone).split('-').map(Number)
  return { year, month, day }
}
