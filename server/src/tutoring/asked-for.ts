import { wordingIn } from './wording.ts'

/** What somebody wants to explain, or to study. `topic`: null for whatever is due. */
export interface AskedFor {
  kind: 'teach-back' | 'study'
  topic: string | null
}

const TOPIC_MAX = 80

/**
 * Whether a turn asks for a lesson, and about what: it begins with one of the phrases of the language, or of English, and goes on with no more
 * than a name. Pure.
 */
export function lessonAskedFor(text: string, locale: string): AskedFor | null {
  const said = plain(text)
  if (said.length > TOPIC_MAX * 2 || /[.!?。！？]\s*\S/.test(text)) return null
  const found = [wordingIn(locale), wordingIn('en')].flatMap(({ teach, study }) => [
    ...teach.map((phrase) => ({ kind: 'teach-back' as const, phrase })),
    ...study.map((phrase) => ({ kind: 'study' as const, phrase })),
  ])
  const fits = found.filter(
    ({ phrase }) => said === plain(phrase) || said.startsWith(`${plain(phrase)} `) || isBehind(said, phrase),
  )
  const best = fits.sort((a, b) => b.phrase.length - a.phrase.length)[0]
  if (!best) return null
  const topic = bare(said.replace(plain(best.phrase), '').trim()).slice(0, TOPIC_MAX)
  return { kind: best.kind, topic: topic || null }
}

/** Little words before a name, and in Japanese behind it. */
const BEFORE = 'about the a an my die der das den dem über el la los las un una le les des du'.split(' ')
const BEHIND = ['について', 'を', 'の']

function bare(topic: string): string {
  const before = BEFORE.find((word) => topic.startsWith(`${word} `))
  if (before) return bare(topic.slice(before.length + 1))
  const behind = BEHIND.find((word) => topic.endsWith(word))
  return behind ? topic.slice(0, -behind.length) : topic
}

/** Japanese says what it is about first. */
const isBehind = (said: string, phrase: string) => /[\u3040-\u30ff]/.test(phrase) && said.endsWith(phrase)

const plain = (text: string) =>
  text
    .toLowerCase()
    .replace(/’/g, "'")
    .replace(/[.!?,;:。！？、]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
