import { seenLine, seenText } from '../../language/seen.ts'
import { sentencesOf } from '../../language/words.ts'
import type { Said } from '../../markup/html.ts'

/** A piece of a page that can be cited by itself. */
export interface PagePassage {
  /** What it stands under; null: nothing. */
  heading: string | null
  /** At most {@link PASSAGE_MAX} characters; whole sentences, unless one of them is longer. */
  text: string
}

export const PASSAGE_MAX = 900
const HEADING_MAX = 200
/** Shorter ones are buttons and dates. */
const PASSAGE_MIN = 25
export const PASSAGES_MAX = 80
/** Longer than all passages together; what calls itself one paragraph is read no further. */
const PARAGRAPH_MAX = 100_000

/** Cuts what a page says into passages, none of which reaches over a heading. At most {@link PASSAGES_MAX}. Pure. */
export function passagesOf(said: Iterable<Said>): PagePassage[] {
  const passages: PagePassage[] = []
  let heading: string | null = null
  let text = ''
  const finish = () => {
    if (text.length >= PASSAGE_MIN) passages.push({ heading, text })
    text = ''
  }
  for (const one of said) {
    if (passages.length >= PASSAGES_MAX) break
    if ('title' in one) continue
    if ('heading' in one) {
      finish()
      heading = seenLine(one.heading, HEADING_MAX) || null
      continue
    }
    for (const sentence of inSentences(one.text.slice(0, PARAGRAPH_MAX))) {
      if (text !== '' && text.length + 1 + sentence.length > PASSAGE_MAX) finish()
      text += text === '' ? sentence : ` ${sentence}`
    }
  }
  finish()
  return passages.slice(0, PASSAGES_MAX)
}

function* inSentences(paragraph: string): Generator<string> {
  for (const sentence of sentencesOf(seenText(paragraph).replace(/[^\S\n]+/g, ' '))) yield* inPieces(sentence)
}

/** A sentence that is no sentence, in pieces between words where there are any. */
function* inPieces(sentence: string): Generator<string> {
  let rest = sentence
  while (rest.length > PASSAGE_MAX) {
    const space = rest.lastIndexOf(' ', PASSAGE_MAX)
    const end = space > PASSAGE_MAX / 2 ? space : wholeCharacter(rest, PASSAGE_MAX)
    yield rest.slice(0, end)
    rest = rest.slice(end).trimStart()
  }
  if (rest !== '') yield rest
}

/** The same place, or one before it where it would part a pair of surrogates. */
function wholeCharacter(text: string, at: number): number {
  const code = text.charCodeAt(at)
  return code >= 0xdc00 && code <= 0xdfff ? at - 1 : at
}
