import { POINT_TEXT_MAX, POINTS_MAX, PROMPT_TEXT_MAX } from '@lva/contracts/reviews'
import { clozeOf } from './cloze.ts'
import { linesOf, plainText, TooLong } from './plain-text.ts'
import { fill } from './template.ts'

/** Where the answer begins on the back of a card, for what shows the front above it. */
const ANSWER_BEGINS = ['<hr id=answer>', '<hr id="answer">', "<hr id='answer'>"]

/** An answer of more lines than that is no card. */
const LINES_MAX = 60

/** A kind of notes: its fields, and the cards it makes of each note. */
export interface NoteKind {
  cloze: boolean
  fields: string[]
  templates: ReadonlyMap<number, { question: string; answer: string }>
}

/** What is asked and answered on a card, or why there is nothing: it has no words, or too many. */
export type Written = { question: string; points: string[] } | 'wordless' | 'long'

/** Writes the card with this number of a note as text. For notes with gaps the number is that of the gap, from 0. */
export function write(kind: NoteKind, values: readonly string[], ord: number): Written {
  const template = kind.templates.get(kind.cloze ? 0 : ord)
  if (!template) return 'wordless'
  const fields = new Map(kind.fields.map((name, index) => [name, values[index] ?? '']))
  try {
    return kind.cloze ? withGaps(template.question, fields, ord + 1) : twoSided(template, fields)
  } catch (error) {
    if (error instanceof TooLong) return 'long'
    throw error
  }
}

function twoSided(template: { question: string; answer: string }, fields: ReadonlyMap<string, string>): Written {
  const question = plainText(fill(template.question, { fields, side: 'question' }))
  const back = fill(template.answer, { fields: new Map([...fields, ['FrontSide', '']]), side: 'answer' })
  const begins = ANSWER_BEGINS.find((line) => back.includes(line))
  const answer = plainText(begins ? back.slice(back.indexOf(begins) + begins.length) : back)
  // Some show the front again without a line below it.
  return bounded(question, linesOf(answer.startsWith(`${question}\n`) ? answer.slice(question.length) : answer))
}

function withGaps(template: string, fields: ReadonlyMap<string, string>, number: number): Written {
  const answers: string[] = []
  const cloze = (text: string) => {
    const found = clozeOf(text, number)
    answers.push(...(found?.answers ?? []))
    return found?.question ?? ''
  }
  const question = plainText(fill(template, { fields, side: 'question', cloze }))
  return bounded(
    question,
    answers.map((answer) => linesOf(plainText(answer)).join(' ')).filter((answer) => answer !== ''),
  )
}

function bounded(question: string, lines: readonly string[]): Written {
  if (question === '' || lines.length === 0) return 'wordless'
  if (lines.length > LINES_MAX) return 'long'
  const points = together([...new Set(lines)].flatMap(inPieces))
  if (question.length > PROMPT_TEXT_MAX || points.some((point) => point.length > POINT_TEXT_MAX)) return 'long'
  return { question, points }
}

/** A line that is longer than a key point may be, cut between words. */
function inPieces(line: string): string[] {
  const pieces: string[] = []
  let piece = ''
  for (const word of line.split(' ')) {
    if (piece !== '' && piece.length + 1 + word.length > POINT_TEXT_MAX) {
      pieces.push(piece)
      piece = word
    } else piece = piece === '' ? word : `${piece} ${word}`
  }
  return [...pieces, piece]
}

/** Puts neighbours together until there are no more than there may be, the shortest first. */
function together(lines: readonly string[]): string[] {
  const points = [...lines]
  while (points.length > POINTS_MAX) {
    const sizes = points.slice(1).map((point, index) => (points[index]?.length ?? 0) + point.length)
    const at = sizes.indexOf(Math.min(...sizes))
    points.splice(at, 2, `${points[at]}; ${points[at + 1]}`)
  }
  return points
}
