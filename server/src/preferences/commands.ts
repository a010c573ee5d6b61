import type { Preference } from '@lva/contracts/preferences'
import { wordsOf } from '../language/words.ts'

/** Which way an utterance asks to be spoken to. */
export interface Command {
  preference: Preference
  toward: 0 | 1
  /** How many observations it counts as, where it asks for this one reply rather than for all. */
  weight?: number
}

/** An utterance of more words says something else as well. */
const WORDS_MAX = 14

/** What may stand around a command and is none, in any language. */
const AROUND = new Set(
  `please can could would will you youre i it its that thats this a an the be is was are me us bit little lot much way rather keep make explain say speak talk tell
  give put answer answers reply replies word words so just and but now then for in to with your of like want need get bitte sei kannst könntest
  du mir das es ein eine einen bisschen etwas mal doch mach sprich rede antworte erkläre erklär sag antworten por favor puedes podrías me lo
  un una poco habla hazlo di explica explícalo explícame responde respuestas sil te plaît vous plait peux-tu pouvez-vous moi le la les peu
  parle parlez explique expliquez fais dis réponds réponses svp d ok okay hey well um uh and und y et`
    .trim()
    .split(/\s+/),
)

/** What is left of a command then. */
const COMMANDS: ReadonlyArray<[Preference, 0 | 1, string]> = [
  [
    'length',
    0,
    'shorter, short, brief, briefly, briefer, too long, more briefly, more concise, concise, less long, fewer, kürzer, kurz, zu lang, knapper, más corto, más corta, más cortas, más breve, breve, demasiado largo, plus court, plus courte, plus courtes, plus bref, trop long, もっと短く, もっと短くして, 短くして, 短くしてください',
  ],
  [
    'length',
    1,
    'longer, more detail, more details, more detailed, too short, länger, ausführlicher, mehr details, zu kurz, más largo, más larga, más detalle, más detalles, demasiado corto, plus long, plus longue, plus de détails, trop court, もっと長く, もっと詳しく, 詳しく',
  ],
  [
    'depth',
    0,
    'simpler, simple, simply, more simply, easier, plainer, plain, less complicated, too complicated, too hard, too difficult, im five, einfacher, einfach, leichter, zu schwer, zu kompliziert, más simple, más sencillo, más sencilla, más fácil, sencillo, demasiado difícil, plus simple, plus simplement, plus facile, trop difficile, trop compliqué, もっと簡単に, 簡単に, もっとやさしく',
  ],
  [
    'depth',
    1,
    'deeper, go deeper, more depth, more in depth, in depth, more advanced, more technical, too simple, too easy, tiefer, mehr tiefe, genauer, zu einfach, más profundo, más a fondo, a fondo, demasiado fácil, plus profond, plus en profondeur, en profondeur, trop simple, trop facile, もっと深く',
  ],
  [
    'formality',
    0,
    'more casual, casual, casually, less formal, more relaxed, too formal, lockerer, weniger förmlich, menos formal, más informal, moins formel, plus décontracté, もっと気軽に',
  ],
  ['formality', 1, 'more formal, formal, formally, förmlicher, más formal, plus formel, もっと丁寧に'],
  [
    'examples',
    0,
    'fewer examples, less examples, no examples, without examples, weniger beispiele, keine beispiele, menos ejemplos, sin ejemplos, moins dexemples, sans exemples',
  ],
  ['examples', 1, 'more examples, examples, mehr beispiele, beispiele, más ejemplos, plus dexemples, もっと例を'],
  [
    'pace',
    0,
    'slower, slow, slowly, slow down, more slowly, too fast, not fast, nicht schnell, langsamer, langsam, zu schnell, más despacio, despacio, más lento, demasiado rápido, plus lentement, lentement, moins vite, trop vite, もっとゆっくり, ゆっくり話して, ゆっくり話してください',
  ],
  [
    'pace',
    1,
    'faster, quicker, quickly, speed up, more quickly, too slow, schneller, zu langsam, más rápido, demasiado lento, plus vite, plus rapidement, trop lentement, もっと速く',
  ],
  [
    'socratic',
    0,
    'directly, fewer questions, less questions, no questions, no more questions, stop asking questions, dont ask questions, dont ask, too many questions, weniger fragen, keine fragen, direkt, frag nicht, menos preguntas, sin preguntas, directamente, moins de questions, pas de questions, directement, 質問しないで',
  ],
  [
    'socratic',
    1,
    'more questions, ask questions, ask more questions, ask more, dont solution, mehr fragen, frag mehr, frag, stell fragen, más preguntas, pregúntame, pregúntame más, plus de questions, pose des questions, pose-moi des questions, pose-moi plus de questions, もっと質問して',
  ],
]

/** The same, where they ask for it once. */
const ONCE: typeof COMMANDS = [
  ['length', 1, 'in more detail, elaborate'],
  [
    'examples',
    1,
    'example, another example, beispiel, noch beispiel, ejemplo, otro ejemplo, exemple, autre exemple, 例を, 例をください',
  ],
]
const ONCE_WEIGHT = 3

/** Alone these may be an answer as well: "How was it?" "Simple." */
const NEVER_ALONE = new Set(
  `short brief simple simply plain casual casually formal formally quickly slow slowly directly example examples kurz einfach leichter genauer
  direkt langsam frag beispiel beispiele breve sencillo despacio directamente ejemplo lentement directement exemple`
    .trim()
    .split(/\s+/),
)

/** With one of these something is said of something: "it is slower" answers a question, and only "it is too slow" finds fault. */
const STATING = new Set('is are was its thats youre'.split(' '))
const FAULTS = ['too', 'zu', 'demasiado', 'trop']

const phrasesOf = (commands: typeof COMMANDS, more: Partial<Command> = {}) =>
  commands.flatMap(([preference, toward, phrases]) =>
    phrases.split(', ').map((phrase) => [bare(phrase), { preference, toward, ...more }] as const),
  )

const BY_PHRASE = new Map<string, Command>([...phrasesOf(COMMANDS), ...phrasesOf(ONCE, { weight: ONCE_WEIGHT })])

/** The words of a text that are not merely around a command. */
function bare(text: string): string {
  return wordsOf(text)
    .map(({ key }) => key)
    .filter((key) => !AROUND.has(key))
    .join(' ')
}

/**
 * What an utterance asks of the way it is answered: "shorter, please", "could you explain that a bit more simply?". The whole of it has to
 * be that: "a shorter proof of Fermat" asks for a proof, and "it is shorter" tells something. Null: it asks for no such thing. Pure.
 */
export function commandIn(text: string): Command | null {
  if (text.length > 200) return null
  const words = wordsOf(text)
  const [first] = words
  if (!first || words.length > WORDS_MAX || (words.length === 1 && NEVER_ALONE.has(first.key))) return null
  const phrase = bare(text)
  const states = first.key === 'es' || words.some(({ key }) => STATING.has(key))
  if (states && !FAULTS.some((fault) => phrase.startsWith(`${fault} `))) return null
  return BY_PHRASE.get(phrase) ?? null
}
