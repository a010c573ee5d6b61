import { keyOf } from '../language/words.ts'

/** Below this much voice nothing was said, whatever the recogniser wrote: the shortest "yes" takes longer. */
const SPOKEN_MIN_MS = 80
/** Nobody speaks a word in less, counting voiced time only. */
const WORD_MIN_MS = 35
/** How long a word takes at the least when it is one of those that recognisers invent for silence, and how long they take at the most. */
const GHOST_WORD_MIN_MS = 110
const GHOST_MAX_MS = { word: 700, all: 600 }

/** What recognisers are known to write where nobody spoke; https://arxiv.org/abs/2501.11378 lists the commonest. */
const GHOSTS = new Set([
  'thank you',
  'thanks',
  'thank you very much',
  'thank you so much',
  'thanks for watching',
  'thank you for watching',
  'thanks for listening',
  'please subscribe',
  'like and subscribe',
  'please subscribe to my channel',
  'see you in the next video',
  'subtitles by the amaraorg community',
  'subtitles by the amara.org community',
  'you',
  'bye',
  'bye bye',
  'okay',
  'so',
  'the',
  'i',
  'oh',
  'yeah',
  'hmm',
  'uh',
  'ah',
  'untertitel der amara.org-community',
  'untertitelung des zdf',
  'vielen dank',
  'danke',
  'gracias',
  'merci',
  'sous-titres réalisés par la communauté d’amara.org',
  'ご視聴ありがとうございました',
])

const NOISES = new Set(
  'blank audio blank_audio noise noises silence silent music musik musique música musical playing upbeat soft dramatic tense inaudible unintelligible laughter laughs laughing chuckles applause cheering sil spn nsn unk s cough coughs coughing sigh sighs sneezes breathing breath breathes wind blowing static beep beeping click clicking clicks typing keyboard background sound sounds speaking crosstalk sniffs clears throat door closes opens bell ringing phone rings dog barking birds chirping water running footsteps bang thud humming hum buzzing gasps groans grunts screaming crying clapping indistinct chatter engine traffic rustling pause rire rires applaudissements gelächter applaus stille rauschen risas aplausos silencio ruido'.split(
    ' ',
  ),
)

const BETWEEN_NOISES = new Set('and in the of a end no foreign language speech'.split(' '))

/**
 * A recogniser's transcript as the learner's words: white space put right, noises in brackets, time marks and music signs
 * taken out, endless repetitions said once, and phrases that recognisers invent for silence dropped. `voicedMs` is how
 * long a voice was heard, null when unknown: then nothing is dropped for being too short; `lastedMs` from when to when there was speech,
 * left out when unknown. Empty when nothing was said. Pure.
 */
export function cleanTranscript(text: string, heard: { voicedMs: number | null; lastedMs?: number }): string {
  const words = withoutLoops(withoutNoises(text).split(/\s+/).filter(Boolean))
  const cleaned = /[\p{L}\p{N}]/u.test(words.join('')) ? words.join(' ') : ''
  const { voicedMs, lastedMs = 0 } = heard
  return voicedMs !== null && isGhost(cleaned, words.length, voicedMs, lastedMs) ? '' : cleaned
}

function isGhost(text: string, words: number, voicedMs: number, lastedMs: number): boolean {
  if (voicedMs < SPOKEN_MIN_MS || voicedMs < words * WORD_MIN_MS) return true
  const said = text
    .slice(0, 100)
    .toLowerCase()
    .replace(/[\s.!?,…。！]+$/u, '')
  const tooShort = voicedMs < Math.max(1, words) * GHOST_WORD_MIN_MS
  const tooLong = lastedMs > words * GHOST_MAX_MS.word + GHOST_MAX_MS.all
  // Of several noises each may be made one.
  return (tooShort || tooLong) && said.split('. ').every((phrase) => GHOSTS.has(phrase))
}

const CLOSING: Record<string, string> = { '[': ']', '(': ')', '<': '>', '*': '*', '+': '+', '{': '}' }
/** Longest remark in brackets, in characters. */
const REMARK_MAX = 60

function withoutNoises(text: string): string {
  let kept = ''
  for (let i = 0; i < text.length; i++) {
    const mark = text.charAt(i)
    if (mark === '♪' || mark === '♫' || mark === '♬') {
      kept += ' '
      continue
    }
    const closing = CLOSING[mark]
    const end = closing === undefined ? -1 : text.slice(i + 1, i + 1 + REMARK_MAX).indexOf(closing)
    if (end >= 0 && isNoise(text.slice(i + 1, i + 1 + end), mark)) {
      kept += ' '
      i += end + 1
      // "++NOISE++" and "**laughs**" are doubled.
      while (text.charAt(i + 1) === closing && (mark === '+' || mark === '*')) i++
    } else if (!(mark === text.charAt(i + 1) && (mark === '+' || mark === '*') && isDoubledNoise(text, i, mark)))
      kept += mark
  }
  return kept
}

function isDoubledNoise(text: string, at: number, mark: string): boolean {
  const end = text.slice(at + 2, at + 2 + REMARK_MAX).indexOf(mark)
  return end >= 0 && isNoise(text.slice(at + 2, at + 2 + end), mark)
}

/** "[0, 1]", "f(x)" and "(my own idea)" are speech; "[MUSIC PLAYING]", "(wind blowing)", "</s>" and time marks are not. */
function isNoise(inside: string, mark: string): boolean {
  if (/^\s*[\d:.,]+ *--> *[\d:.,]+\s*$/.test(inside)) return true
  const words = inside.split(/[^\p{L}_]+/u).filter(Boolean)
  if (words.length === 0 || /\d/.test(inside)) return false
  if (mark === '[' && words.every((word) => /^[A-Z_]+$/.test(word)) && words.join('').length > 3) return true
  const heard = words.map((word) => word.toLowerCase())
  return heard.some((word) => NOISES.has(word)) && heard.every((word) => NOISES.has(word) || BETWEEN_NOISES.has(word))
}

/** Longest phrase looked for in a loop, in words. */
const LOOP_WORDS_MAX = 12

/** A phrase said over and over is a recogniser in a loop: six times for a word, four for a longer phrase, and it stays once. */
function withoutLoops(words: string[]): string[] {
  const keys = words.map((word) => keyOf(word.replace(/[^\p{L}\p{N}'’]/gu, '')))
  const kept: string[] = []
  let at = 0
  while (at < words.length) {
    const loop = loopAt(keys, at)
    kept.push(...words.slice(at, at + loop.length))
    at += loop.length * loop.times
  }
  return kept
}

function loopAt(keys: string[], at: number): { length: number; times: number } {
  for (let length = 1; length <= LOOP_WORDS_MAX && at + length < keys.length; length++) {
    let same = 0
    while (at + length + same < keys.length && keys[at + same] === keys[at + length + same]) same++
    const times = 1 + Math.floor(same / length)
    if (times >= (length === 1 ? 6 : 4)) return { length, times }
  }
  return { length: 1, times: 1 }
}
