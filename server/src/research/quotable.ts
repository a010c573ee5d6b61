import { languageOf } from '../language/stop-words.ts'
import { sentencesOf, wordsOf } from '../language/words.ts'
import type { RecalledPassage } from '../providers/llm/llm.ts'

/** What can be said of a source as it stands there. `byAuthors`: its authors speak of themselves in it, and it is said to be theirs. */
export interface Said {
  text: string
  byAuthors: boolean
}

/** First words of a sentence that speaks of something the sentence before it names. */
const LEANING: Readonly<Record<ReturnType<typeof languageOf>, ReadonlySet<string>>> = {
  en: words('it its they their them theirs he his him she her this these that those such both each another'),
  de: words(
    'er sie es ihr ihre ihren ihrem ihrer sein seine seinen dies diese dieser dieses diesen diesem jene jener jenes dieselbe beide',
  ),
  fr: words('il elle ils elles ce cet cette ces cela ceci celui celle ceux celles son sa ses leur leurs'),
  es: words(
    'él ella ello ellos ellas este esta esto estos estas ese esa eso esos esas aquel aquella su sus ambos ambas',
  ),
}
/** Words by which authors speak of themselves. "US" is none, so they are looked at as they stand. */
const OWN =
  /(?<![\p{L}\p{N}])(?:[Ww]e|[Oo]urs?|[Ww]ir|[Uu]nser(?:e[nmrs]?)?|[Nn]ous|[Nn]otre|[Nn]os|[Nn]osotros|[Nn]uestr[oa]s?)(?![\p{L}\p{N}])/u
/** A paper that speaks of itself. */
const PAPER = /^(?:this|the present) (?:paper|article|study|work|review|thesis|survey|letter|note)(?![\p{L}\p{N}])/iu

/**
 * The sentences of a passage that say something by themselves, in their order: one that leans on the one before it (by "It" or "This") is said
 * together with that, as far as both fit into `longest` characters, and else not at all. Papers that say "we" are said to be their authors';
 * of other pages such a sentence is left out where it begins so. Pure.
 */
export function saidIn({ text, kind, foundBy }: RecalledPassage, { longest }: { longest: number }): Said[] {
  const said: Said[] = []
  if (kind !== 'web') return sentencesOf(text).map((sentence) => ({ text: sentence, byAuthors: false }))
  const leaning =
    LEANING[
      languageOf(
        wordsOf(text).map(({ key }) => key),
        'en',
      )
    ]
  let before: Said | null = null
  for (const sentence of sentencesOf(text)) {
    const leans = leaning.has(wordsOf(sentence)[0]?.text.toLowerCase() ?? '')
    const one = saidAlone(sentence, { before, leans, longest, paper: foundBy === 'arxiv' })
    if (one) said.push(one)
    before = one
  }
  return said
}

function saidAlone(
  sentence: string,
  { before, leans, longest, paper }: { before: Said | null; leans: boolean; longest: number; paper: boolean },
): Said | null {
  const ofAuthors = OWN.exec(sentence)
  if (PAPER.test(sentence)) return paper ? { text: sentence, byAuthors: true } : null
  if (ofAuthors && !paper && ofAuthors.index === 0) return null
  if (!leans) return { text: sentence, byAuthors: paper && ofAuthors !== null }
  if (!before || before.text.length + 1 + sentence.length > longest) return null
  return { text: `${before.text} ${sentence}`, byAuthors: before.byAuthors || (paper && ofAuthors !== null) }
}

function words(all: string): ReadonlySet<string> {
  return new Set(all.split(' '))
}
