import { endsSentence } from '../language/words.ts'

/** Sentences that are looked at together: an answer may come in pieces. */
const TOGETHER = 3
/** A sentence without end. */
const SENTENCE_MAX = 400

/**
 * Watches over a reply while it is written, for somebody who has not tried yet: a sentence that gives the answer away, alone or with those
 * before it, is left out, whatever it is wrapped in. Others pass as they are. Works alike however the reply is cut.
 */
export function createAnswerGuard(givesAway: (text: string) => boolean) {
  const passed: string[] = []
  let sentence = ''
  let held = 0

  function judge(whole: string): string {
    if (whole.trim() === '') return whole
    if (givesAway(whole) || givesAway([...passed.slice(1 - TOGETHER), whole].join(' '))) {
      held += 1
      return ''
    }
    passed.push(whole)
    return whole
  }

  return {
    /** Sentences that were left out so far. */
    held: () => held,
    /** What can be shown after one more part: whole sentences only. */
    next(part: string): string {
      let out = ''
      for (const char of part) {
        if (isOver(sentence, char)) {
          out += judge(sentence)
          sentence = ''
        }
        sentence += char
      }
      return out
    },
    end(): string {
      const out = judge(sentence)
      sentence = ''
      return out
    },
  }
}

/** Whether a sentence is over when this character follows it. */
function isOver(sentence: string, next: string): boolean {
  const last = sentence.at(-1) ?? ''
  if (last === '') return false
  if ('\n。！？'.includes(last)) return true
  const blank = next.trim() === ''
  if (sentence.length > SENTENCE_MAX && blank) return true
  return '.!?…'.includes(last) && blank && endsSentence(`${sentence} `, sentence.length - 1)
}
