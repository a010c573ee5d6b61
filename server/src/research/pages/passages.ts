import { setImmediate } from 'node:timers/promises'
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
/** Looked at in one go, so that others get their turn in between, in UTF-16 units. */
const STRETCH = 4_000

/** Cuts what a page says into passages, none of which reaches over a heading. At most {@link PASSAGES_MAX}. Rejects with the reason of `signal`. */
export async function passagesOf(said: Iterable<Said>, signal: AbortSignal): Promise<PagePassage[]> {
  const passages: PagePassage[] = []
  let heading: string | null = null
  let text = ''
  let looked = 0
  const finish = () => {
    if (text.length >= PASSAGE_MIN) passages.push({ heading, text })
    text = ''
  }
  const take = (sentences: readonly string[]) => {
    for (const sentence of sentences.flatMap((one) => (one.length > PASSAGE_MAX ? [...inPieces(one)] : one))) {
      if (text !== '' && text.length + 1 + sentence.length > PASSAGE_MAX) finish()
      text += text === '' ? sentence : ` ${sentence}`
    }
  }
  for (const one of said) {
    if (passages.length >= PASSAGES_MAX) break
    if ('title' in one) continue
    if ('heading' in one) {
      finish()
      heading = seenLine(one.heading, HEADING_MAX) || null
      continue
    }
    for (const sentences of stretchesOf(one.text)) {
      take(sentences)
      looked += Math.min(one.text.length, STRETCH)
      if (passages.length >= PASSAGES_MAX) break
      if (looked < STRETCH) continue
      looked = 0
      await setImmediate()
      signal.throwIfAborted()
    }
  }
  finish()
  return passages.slice(0, PASSAGES_MAX)
}

/** The sentences of a paragraph, some at a time: what calls itself a paragraph may be a book. */
function* stretchesOf(paragraph: string): Generator<string[]> {
  let begun = ''
  for (let from = 0; from < paragraph.length; ) {
    const isLast = paragraph.length - from <= STRETCH
    const space = isLast ? -1 : paragraph.lastIndexOf(' ', from + STRETCH)
    const to = isLast ? paragraph.length : space > from ? space + 1 : wholeCharacter(paragraph, from + STRETCH)
    const sentences = sentencesOf(seenText(begun + paragraph.slice(from, to)).replace(/[^\S\n]+/g, ' '))
    // The last one goes on in the next stretch, unless it is none anyway.
    const goesOn = !isLast && (sentences.at(-1)?.length ?? 0) <= PASSAGE_MAX
    begun = goesOn ? `${sentences.pop() ?? ''}${space > from ? ' ' : ''}` : ''
    yield sentences
    from = to
  }
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
