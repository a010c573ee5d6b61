/** What is asked where a passage is left out, unless its author gave a hint. */
const GAP = '[…]'

/** A text with gaps, as asked under one number: what is shown, and what stood in its gaps. */
export interface Cloze {
  question: string
  answers: string[]
}

interface Gap {
  numbers: number[]
  shown: string
  /** What has been read of it since the last gap inside of it ended: a hint can only stand there. */
  tail: string
}

const OPENING = /\{\{c(\d[\d,]*)::|\}\}/

/**
 * Reads a text with gaps, `{{c1::Canberra::city}} is a capital`, as Anki does: those of another number are shown, gaps may lie inside of
 * gaps, and one may have several numbers (`c1,2`). Null where none has this number.
 */
export function clozeOf(text: string, number: number): Cloze | null {
  const open: Gap[] = []
  const answers: string[] = []
  let question = ''

  function write(shown: string, { plain }: { plain: boolean }) {
    const gap = open.at(-1)
    if (!gap) question += shown
    else if (plain) gap.tail += shown
    else {
      gap.shown += gap.tail + shown
      gap.tail = ''
    }
  }

  const parts = text.split(OPENING)
  // Between two texts stands the numbers of a gap that opens, or undefined where one closes.
  for (let at = 0; at < parts.length; at += 2) {
    write(parts[at] ?? '', { plain: true })
    if (at + 1 >= parts.length) break
    const numbers = parts[at + 1]
    if (numbers !== undefined) {
      open.push({ numbers: numbers.split(',').map(Number), shown: '', tail: '' })
      continue
    }
    const gap = open.pop()
    if (!gap) {
      write('}}', { plain: true })
      continue
    }
    const [tail = '', hint] = gap.tail.split('::')
    const answer = gap.shown + tail
    const isAsked = gap.numbers.includes(number)
    if (isAsked) answers.push(answer)
    write(isAsked ? (hint ? `[${hint}]` : GAP) : answer, { plain: false })
  }
  // What was opened and never closed is text like any other.
  for (const gap of open) question += gap.shown + gap.tail
  return answers.length > 0 ? { question, answers } : null
}
