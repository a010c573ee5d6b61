/** One word of a text and where it stands. `key` is lower case without apostrophes: `Let’s` → `lets`. */
export interface Word {
  text: string
  key: string
  start: number
  end: number
}

// Each character can be matched in one way only, so this is linear on any input.
const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:['’\-_.+#][\p{L}\p{N}][\p{L}\p{N}\p{M}]*)*/gu

/** The form in which words are compared: lower case, apostrophes gone. */
export function keyOf(word: string): string {
  return word.toLowerCase().replace(/['’]/g, '')
}

/** The words of a text, in order. */
export function wordsOf(text: string): Word[] {
  const words: Word[] = []
  for (const match of text.matchAll(WORD)) {
    words.push({ text: match[0], key: keyOf(match[0]), start: match.index, end: match.index + match[0].length })
  }
  return words
}

/** The sentences of a text, trimmed, with their closing marks; a line break ends one too. A dot inside `3.5` does not. */
export function sentencesOf(text: string): string[] {
  const sentences: string[] = []
  let start = 0
  const take = (end: number) => {
    const sentence = text.slice(start, end).trim()
    if (sentence) sentences.push(sentence)
    start = end
  }
  for (let i = 0; i < text.length; i++) {
    const mark = text.charAt(i)
    if (mark === '\n' || '。！？'.includes(mark)) take(i + 1)
    else if ('.!?…'.includes(mark) && endsSentence(text, i)) take(i + 1)
  }
  take(text.length)
  return sentences
}

const ABBREVIATIONS = new Set([
  'dr',
  'mr',
  'mrs',
  'ms',
  'st',
  'vs',
  'etc',
  'e.g',
  'i.e',
  'eg',
  'ie',
  'prof',
  'bzw',
  'z.b',
  'no',
])

/** Whether the mark at this place ends a sentence; a dot inside `3.5` or behind "Dr" does not. */
export function endsSentence(text: string, at: number): boolean {
  const next = text.charAt(at + 1)
  if (next && !/\s/.test(next)) return false
  if (text.charAt(at) !== '.') return true
  let begin = at
  while (begin > 0 && at - begin < 8 && !/\s/.test(text.charAt(begin - 1))) begin--
  const word = text.slice(begin, at).toLowerCase()
  // "1." opens a point of a list; "Dr." is followed by a name.
  return !ABBREVIATIONS.has(word) && !/^\d{1,2}$/.test(word)
}
