import { sentencesOf, wordsOf } from '../language/words.ts'

/** A sentence of a turn in which its learner may ask for something, and what they say before and behind it. */
export interface OwnRequest {
  sentence: string
  before: readonly string[]
  later: readonly string[]
}

const set = (words: string) => new Set(words.trim().split(/\s+/))

/** A sentence of nothing else is polite and no more. */
const COURTESIES = set(
  `hi hey hello thanks thank you very much a lot please ok okay good morning evening afternoon companion well hm yes
  hallo guten morgen abend tag danke vielen dank schon bitte ja salut bonjour bonsoir merci beaucoup sil te vous plait oui
  hola buenos buenas dias tardes gracias muchas por favor vale si`,
)
const COURTESY_MAX = 40
/** What may stand before a denial. */
const HESITATING = set(
  'oh ah hm hmm um uh well so and or but actually maybe wait ach aber oder und also na eh et ou mais bon y o pero pues',
)
/** How somebody begins who takes something back, or does not want it; a blank is any blank. */
const DENIALS =
  `no, nope, nah, not, never, better not, rather not, dont, do not, id rather not, i dont want, nevermind, forget it, leave it, stop, cancel that,
  nein, ne, nee, nicht, lieber nicht, besser nicht, doch nicht, bloss nicht, lass es, lass das, vergiss es, ich will nicht,
  non, pas, surtout pas, plutot pas, mieux vaut pas, laisse, oublie, ne, mejor no, nunca, dejalo, olvidalo`
    .split(',')
    .map((denial) => denial.trim().split(/\s+/))
/** Whoever begins so goes on with words that are to be read, and are no wish. */
const HANDLING = set(
  `read summarise summarize translate proofread rephrase rewrite paraphrase correct lies vorlesen fass fasse ubersetze ubersetz korrigiere formuliere
  lis resume traduis corrige reformule lee leeme resumeme traduce traduceme reformula`,
)
/** "My boss wrote me this": what comes next is somebody's. */
const TOLD = set(
  `wrote writes sent sends said says got told tells reads schrieb schreibt schickte sagte sagt steht bekam ecrit envoye dit recu escribio mando dijo dice recibi`,
)
const THESE = set(
  'this these following me here folgendes das dies hier ceci cela ca suivant suivante esto eso siguiente aqui',
)
/** ", I said" */
const REPORTED = set(
  'said says asked told wrote replied answered sagte sagt fragte schrieb dit ecrit demanda repondit dijo dice escribio pregunto',
)
const REPORTED_WORDS_MAX = 3

/**
 * The sentences in which a learner may ask for something themselves, the last first: the last and the first of what they say, and of several
 * lines only what is a paragraph of its own. Lines that quote, and what is announced by a line that ends with a colon, are not theirs. Pure, and
 * linear in the length of the text.
 */
export function ownRequests(text: string): OwnRequest[] {
  const paragraphs = paragraphsOf(ownLines(text))
  const [first = []] = paragraphs
  return paragraphs.length > 1 || first.length > 1 ? ofSeveral(paragraphs) : ofOneLine(first[0] ?? '')
}

/**
 * Whether a sentence that asks for something is a wish of whoever says it: not quoted, not told of somebody, not read out of what they brought,
 * and not taken back by what they say next. Rules for English, German, French and Spanish. Pure.
 */
export function isTheirs({ sentence, before, later }: OwnRequest): boolean {
  return !isQuoted(sentence) && !isReported(sentence) && !before.some(announces) && !later.some(denies)
}

/** The lines somebody may have written themselves: none that quotes, and none behind one that announces what follows. */
function ownLines(text: string): string[] {
  const own: string[] = []
  for (const raw of text.split(/\r\n|[\r\n\u2028\u2029]/)) {
    const line = raw.trim()
    if (line.startsWith('>')) continue
    own.push(line)
    if (/[:：]$/.test(line)) break
  }
  return own
}

function paragraphsOf(lines: readonly string[]): string[][] {
  const paragraphs: string[][] = [[]]
  for (const line of lines) {
    if (line !== '') paragraphs.at(-1)?.push(line)
    else if (paragraphs.at(-1)?.length) paragraphs.push([])
  }
  return paragraphs.filter(({ length }) => length > 0)
}

function ofOneLine(line: string): OwnRequest[] {
  const sentences = tellingOf(line)
  const [first, ...rest] = sentences
  const last = sentences.at(-1)
  if (first === undefined || last === undefined) return []
  const ends = { sentence: last, before: sentences.slice(0, -1), later: [] }
  return rest.length === 0 ? [ends] : [ends, { sentence: first, before: [], later: rest }]
}

function ofSeveral(paragraphs: ReadonlyArray<readonly string[]>): OwnRequest[] {
  const told = paragraphs.map((lines) => lines.flatMap(tellingOf))
  const ends = paragraphs.length > 1 ? [paragraphs.length - 1, 0] : [0]
  return ends.flatMap((at) => {
    const [sentence, another] = told[at] ?? []
    if (paragraphs[at]?.length !== 1 || sentence === undefined || another !== undefined) return []
    return [{ sentence, before: told.slice(0, at).flat(), later: told.slice(at + 1).flat() }]
  })
}

/** The sentences of a line, without those at its ends that are only polite. */
function tellingOf(line: string): string[] {
  const sentences = sentencesOf(line)
  const from = sentences.findIndex((one) => !isCourtesy(one))
  return from < 0 ? [] : sentences.slice(from, sentences.findLastIndex((one) => !isCourtesy(one)) + 1)
}

const isCourtesy = (sentence: string) =>
  sentence.length <= COURTESY_MAX && plainKeys(sentence).every((key) => COURTESIES.has(key))

const isQuoted = (sentence: string) => /^["“”„«»‘‚‹]/.test(sentence)

/** "Look up tides, I said." */
function isReported(sentence: string): boolean {
  const comma = sentence.lastIndexOf(',')
  if (comma < 0) return false
  const behind = plainKeys(sentence.slice(comma + 1))
  return behind.length <= REPORTED_WORDS_MAX && behind.some((key) => REPORTED.has(key))
}

function announces(sentence: string): boolean {
  const keys = plainKeys(sentence)
  const first = keys.find((key) => !COURTESIES.has(key) && !HESITATING.has(key)) ?? ''
  return HANDLING.has(first) || (THESE.has(keys.at(-1) ?? '') && keys.some((key) => TOLD.has(key)))
}

function denies(sentence: string): boolean {
  const keys = plainKeys(sentence)
  const from = keys.findIndex((key) => !HESITATING.has(key))
  return from >= 0 && DENIALS.some((denial) => denial.every((word, n) => keys[from + n] === word))
}

const plainKeys = (text: string) =>
  wordsOf(text).map(({ key }) =>
    key
      .normalize('NFD')
      .replace(/\p{Mn}/gu, '')
      .replaceAll('ß', 'ss'),
  )
