const ALTERNATIVES_MAX = 3
/** Of a word with fewer letters every other one would be a misspelling. */
const LETTERS_MIN = 5
const LETTERS_MAX = 30
/** Words that share fewer of their groups of three letters are not compared letter by letter. */
const ALIKE = 0.2

/** The words of a vocabulary that somebody may have meant who typed this one, the most alike first. */
export function meant(typed: string, vocabulary: string[]): string[] {
  if (typed.length < LETTERS_MIN || typed.length > LETTERS_MAX) return []
  const mistakes = typed.length < 8 ? 1 : 2
  const own = trigrams(typed)
  const near = vocabulary.flatMap((word) => {
    if (word === typed || Math.abs(word.length - typed.length) > mistakes) return []
    const alike = likeness(own, trigrams(word))
    if (alike < ALIKE) return []
    const wrong = distance(typed, word)
    return wrong > mistakes ? [] : [{ word, wrong, alike }]
  })
  near.sort((a, b) => a.wrong - b.wrong || b.alike - a.alike || (a.word < b.word ? -1 : 1))
  return near
    .filter(({ wrong }) => wrong === near[0]?.wrong)
    .slice(0, ALTERNATIVES_MAX)
    .map(({ word }) => word)
}

function trigrams(word: string): Set<string> {
  const padded = `  ${word} `
  const found = new Set<string>()
  for (let at = 0; at + 3 <= padded.length; at++) found.add(padded.slice(at, at + 3))
  return found
}

/** Dice's coefficient, 0–1. */
function likeness(a: Set<string>, b: Set<string>): number {
  let shared = 0
  for (const one of a) if (b.has(one)) shared += 1
  return (2 * shared) / (a.size + b.size)
}

/** How many letters are wrong, missing, too many or changed with their neighbour (optimal string alignment). */
function distance(a: string, b: string): number {
  let before: number[] = []
  let above = Array.from({ length: b.length + 1 }, (_, n) => n)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      let least = Math.min((row[j - 1] ?? 0) + 1, (above[j] ?? 0) + 1, (above[j - 1] ?? 0) + same)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, (before[j - 2] ?? 0) + 1)
      row.push(least)
    }
    before = above
    above = row
  }
  return above[b.length] ?? 0
}
