import type { Language } from '../language/stop-words.ts'
import type { Utterance } from './courtesies.ts'

/** One sentence that is to be remembered, and where it stands in what was said. */
interface ToRemember {
  what: string
  span: { start: number; end: number }
}

/** What somebody asks of what is remembered. `what`: their own words for it; `span`: where these stand in what they said. */
export type MemoryWish =
  | (ToRemember & { do: 'remember'; also?: ToRemember[] })
  /** What was just to be remembered is not to be. */
  | { do: 'take-back'; what: string[] }
  | { do: 'recall'; what: string | null }
  | { do: 'forget'; what: string }

interface MemoryPhrases {
  /** What a sentence to be remembered follows, and one to be forgotten. */
  remember: string
  forget: string
  /** What the words of a question follow, and how one asks about oneself. */
  recall: string
  myself: string
  /** Words one of which such a question begins with: it is about the one who asks. */
  mine: string
  /** What begins like a sentence and is none: "that time we …", "that one". */
  never: string
}

const PHRASES: Record<Language, MemoryPhrases> = {
  en: {
    remember:
      "remember that, remember, keep in mind that, i want you to remember that, i would like you to remember that, don't forget that, dont forget that, do not forget that, note that, make a note that",
    forget: 'forget that, please forget that',
    recall: 'what do you know about, what do you remember about, what have you remembered about',
    ...{
      myself: 'me, myself',
      mine: 'my',
      never: 'when what how where why who to that the this it me us time one day, night',
    },
  },
  de: {
    remember:
      'merk dir dass, merke dir dass, merk dir bitte dass, merk dir, merke dir, merk dir bitte, behalte dass, vergiss nicht dass, denk daran dass, notiere dass',
    forget: 'vergiss dass, bitte vergiss dass',
    recall:
      'was weißt du über, was weisst du über, was hast du dir über gemerkt, was weißt du von, an was erinnerst du dich über',
    ...{
      myself: 'mich',
      mine: 'meine meinen mein meiner meinem',
      never: 'wann was wie wo warum wer das es',
    },
  },
  fr: {
    remember: "souviens-toi que, retiens que, retenez que, n'oublie pas que, rappelle-toi que, note que",
    forget: 'oublie que',
    recall: 'que sais-tu de, que sais-tu sur, que sais-tu au sujet de, de quoi te souviens-tu sur',
    ...{ myself: 'moi', mine: 'mon ma mes', never: 'quand quoi comment où pourquoi qui ça cela' },
  },
  es: {
    remember: 'recuerda que, acuérdate de que, acuérdate que, no olvides que, ten en cuenta que, anota que',
    forget: 'olvida que, olvídate de que',
    recall: 'qué sabes de, qué sabes sobre, qué recuerdas de, qué recuerdas sobre',
    ...{ myself: 'mí, mi', mine: 'mi mis', never: 'cuándo qué cómo dónde quién eso esto lo' },
  },
}

/** Longest thing that is remembered by asking, in characters, and the least and most words of it. */
const WHAT_MAX = 300
const WORDS = { least: 3, recalled: 8 }
const leadsIn = ({ remember, forget, recall }: MemoryPhrases) =>
  [remember, forget, recall].flatMap((list) => list.split(', '))
/** What everything begins with that asks something of what is remembered. */
export const MEMORY_LEADS: Record<Language, readonly string[]> = {
  ...{ en: leadsIn(PHRASES.en), de: leadsIn(PHRASES.de), fr: leadsIn(PHRASES.fr), es: leadsIn(PHRASES.es) },
}
const longestFirst = (list: string) => list.split(', ').sort((a, b) => b.length - a.length)

/** What an utterance asks of what is remembered; null when it does not. The whole of it has to be that. Pure. */
export function memoryWishIn({ text, language, said, plain, words, at }: Utterance): MemoryWish | null {
  if (text.length > WHAT_MAX + 100 || text.normalize('NFC') !== text) return null
  const phrases = PHRASES[language]
  const spoken = `${words.join(' ')} `
  const after = (list: string) => {
    const lead = longestFirst(list).find((phrase) => spoken.startsWith(`${phrase} `))
    if (lead === undefined) return null
    // Blanks may be doubled where a comma was.
    const length = lead.split(' ').length
    const from = plain
      .split(/(?<=\s)(?=\S)/)
      .slice(0, length)
      .join('').length
    return { lead, what: said.slice(from).trim(), start: at + from }
  }
  const recalled = after(phrases.recall)
  if (recalled) return recallOf(recalled.what, phrases)
  for (const [wish, list] of [
    ['forget', phrases.forget],
    ['remember', phrases.remember],
  ] as const) {
    const found = after(list)
    if (!found) continue
    if (!isSentence(found, phrases, text) || !isTold(found.what, wish, language)) return null
    const end = found.start + found.what.length
    // A German clause has its verb last and is none without the word it begins with.
    const start = found.lead.endsWith(' dass') ? text.toLowerCase().lastIndexOf('dass', found.start) : found.start
    // As it was typed: marks that were passed over stand in it.
    if (wish === 'forget') return { do: wish, what: text.slice(start, end) }
    const [first, ...also] = clausesIn(text, { start, end }, found.lead)
    return first ? { do: wish, ...first, ...(also.length > 0 ? { also } : {}) } : null
  }
  return null
}

/** Clauses of a sentence that begin with the same word as it does: each is remembered by itself. */
function clausesIn(text: string, { start, end }: ToRemember['span'], lead: string): ToRemember[] {
  const again = AGAIN[lead.slice(lead.lastIndexOf(' ') + 1)]
  const clauses: ToRemember[] = []
  let from = start
  for (const { index, 0: joint } of again ? text.slice(start, end).matchAll(again) : []) {
    if (text.slice(from, start + index).split(/\s+/).length < WORDS.least) continue
    clauses.push({ what: text.slice(from, start + index), span: { start: from, end: start + index } })
    from = start + index + joint.length
  }
  return [...clauses, { what: text.slice(from, end), span: { start: from, end } }]
}

const AGAIN: Record<string, RegExp> = {
  ...{ that: /,? and that /gi, dass: /,? und (?=dass )/gi, que: /,? (?:et|y) que /gi },
}

/** "My exam is on Friday", and not "that time we went to Rome". */
function isSentence({ lead, what }: { lead: string; what: string }, { never }: MemoryPhrases, text: string): boolean {
  const words = what.toLowerCase().split(/\s+/)
  if (words.length < WORDS.least || what.length > WHAT_MAX) return false
  // "Can you remember that …?" asks for it, "remember the glacier?" asks about it.
  if (text.trimEnd().endsWith('?') && !/^(?:please )?(?:can|could|would|will) you /i.test(text)) return false
  if (lead === 'remember') return /\bremember:\s/i.test(text) || isPlainFact(words)
  if (/^merke? dir(?: bitte)?$/.test(lead) && !/^\s*(?:bitte )?merke? dir(?: bitte)?:\s/i.test(text)) return false
  const [first = ''] = words
  // "That the exam is on Friday" is told, "that the other day" is not.
  if (first === 'the' && words.some((word) => /^(?:is|are|has|have|was|were|will|starts?|begins?)$/.test(word)))
    return true
  return !never.split(/[ ,]+/).includes(first) && !/[.!?]\s+\p{Lu}/u.test(what)
}

/** Who says one of these means the talk that goes on, and nothing that is kept. */
const FOR_NOW: Record<Language, string> = {
  en: 'for now, for a moment, for the moment, for a second, for a while, for today, already',
  de: 'fürs erste, für den moment, für einen moment, erst mal, erstmal, vorerst, schon',
  fr: "pour l'instant, pour le moment, un instant, un moment, déjà",
  es: 'por ahora, por el momento, de momento, un momento, ya',
}
/** "I could be wrong" is a manner of speaking, and nothing about them. */
const MANNERS: Record<Language, RegExp> = {
  en: /^(?:i|we) (?:could|may|might) (?:well )?be (?:wrong|mistaken)/,
  de: /^(?:ich|wir) (?:mich |uns |auch |damit )*(?:könnte|könnten|irren|täuschen|falsch liegen)/,
  fr: /^(?:je pourrais|je peux|on peut|on pourrait) (?:me tromper|se tromper|avoir tort)/,
  es: /^(?:podría|podríamos|puedo|podemos) (?:equivocar|estar equivocad)/,
}

/** Whether it is told as something that is so, for as long as it is. */
function isTold(what: string, wish: 'remember' | 'forget', language: Language): boolean {
  const plain = what
    .toLowerCase()
    .replace(/[’‘]/g, "'")
    .split(/[\s.!?…]+/)
    .filter(Boolean)
    .join(' ')
  if (wish === 'forget' && FOR_NOW[language].split(', ').some((ending) => plain.endsWith(` ${ending}`))) return false
  if (wish === 'remember' && MANNERS[language].test(plain)) return false
  return language !== 'en' || hasSubjectAndVerb(what)
}

const PRONOUNS = new Set(
  "i i'm i've i'd i'll we we're we've you you're he he's she she's they they're there".split(' '),
)
const DETERMINERS = new Set('my our your his her their its the a an every each all both no some most'.split(' '))
const VERBS = new Set(
  'am is are was were be been has have had do does did will would can could should must may might want need know live like love hate prefer said told thought went came got'.split(
    ' ',
  ),
)
const isVerbLike = (word: string) => VERBS.has(word) || /[^s]s$|ed$|n't$/.test(word)

/** "That movie we discussed" begins like a sentence, and names a thing: somebody does something with it before any verb comes. */
function hasSubjectAndVerb(what: string): boolean {
  const [first = '', ...rest] = what
    .toLowerCase()
    .replace(/[’‘]/g, "'")
    .split(/[\s,]+/)
  if (PRONOUNS.has(first)) return true
  const verb = rest.findIndex(isVerbLike)
  const somebody = rest.findIndex((word) => PRONOUNS.has(word))
  if (somebody >= 0 && (verb < 0 || somebody < verb)) return false
  return DETERMINERS.has(first) || /[^s]s$|\d$/.test(first) || (verb >= 0 && verb <= 2)
}

/** "My exam is …", behind a bare "remember"; what was said or done together is called to mind and not told. */
const isPlainFact = (words: readonly string[]) =>
  words[0] === 'my' && words.slice(1, 5).some((word) => /^(?:is|are|has|likes?|lives?)$/.test(word))

function recallOf(what: string, { myself, mine }: MemoryPhrases): MemoryWish | null {
  const words = what.toLowerCase().split(/\s+/)
  if (myself.split(', ').includes(words.join(' '))) return { do: 'recall', what: null }
  return mine.split(' ').includes(words[0] ?? '') && words.length >= 2 && words.length <= WORDS.recalled
    ? { do: 'recall', what }
    : null
}
