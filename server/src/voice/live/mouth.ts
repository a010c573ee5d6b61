import type { Clock } from '../../providers/clock.ts'
import { toSamples } from '../../providers/pcm.ts'
import { SPEECH_RATE_HZ, type Speaking, type SpokenPiece, type SpokenWord, type Tts } from '../../providers/tts/tts.ts'
import { isSpace } from '../text/characters.ts'
import { createClauses } from '../text/clauses.ts'
import { heardText, type SpokenClause } from '../text/heard.ts'
import { speakable } from '../text/speakable.ts'
import type { Line } from './line.ts'
import { createPlayhead } from './playhead.ts'
import { SPEAKING } from './tuning.ts'

interface Clause {
  written: string
  spoken: string
  /** Where its sound begins in the reply's, and how much of it has come. */
  startMs: number
  spokenMs: number
  words: SpokenWord[]
  state: 'waiting' | 'coming' | 'whole'
}

/**
 * Speaks one reply while it is still being written: cut into clauses, the first as soon as it can be, and never more than one clause
 * further than the one that is being heard. Without `tts` the far end speaks: it is given words.
 */
export function createMouth(
  {
    clock,
    line,
    tts,
    language,
    reports,
  }: { clock: Clock; line: Line; tts: Tts | null; language: string; reports: () => boolean },
  {
    manner,
    began,
    failed,
  }: {
    manner: () => { voice: string | null; rate: number }
    /** A clause is on its way to the voice, or its first sound on its way to the ear. */
    began(what: 'clause' | 'sound'): void
    /** The voice is silent or broken; the rest is only read. */
    failed(error: unknown): void
  },
) {
  const playhead = createPlayhead(clock, line.playedMs)
  const stop = new AbortController()
  const clauses: Clause[] = []
  let splitter = createClauses(language)
  let endsBlank = false
  let between = ''
  let writing = true
  let stopped = false
  let voiceless = false
  let ended = false
  let coming: Clause | null = null
  let cameAt = 0
  let arrived = () => {}

  function add(pieces: string[], written = true) {
    for (const piece of pieces) {
      const { spoken } = speakable(piece, language)
      clauses.push({ written: written ? piece : '', spoken, startMs: 0, spokenMs: 0, words: [], state: 'waiting' })
    }
    speakNext()
  }

  function speakNext() {
    while (!coming && !stopped && !voiceless) {
      const at = clauses.findIndex(({ state }) => state === 'waiting')
      const [clause, before] = [clauses[at], clauses[at - 1]]
      // One clause ahead of the ear and no more: what is spoken for nobody costs, and cannot be changed any more.
      if (!clause) return tellEnd()
      if (before && tts && playhead.playedMs() < before.startMs && !overdue(before)) return
      clause.startMs = playhead.sentMs()
      if (!clause.spoken.trim()) clause.state = 'whole'
      else if (tts) void speak(tts, clause)
      else tell(clause)
    }
  }

  // A far end that never reports, or has stopped to, still hears: then the clock says how far it is.
  const overdue = ({ startMs }: Clause) =>
    playhead.elapsedMs() >= startMs && (!playhead.reports() || playhead.unreportedMs() >= SPEAKING.unreportedEndMs)

  function tell(clause: Clause) {
    began('clause')
    clause.state = 'whole'
    // Nobody who is told to the letter has to guess when it is over: then it is the slowest voice that is waited for.
    const characterMs = line.exact ? SPEAKING.slowestCharacterMs : SPEAKING.usualCharacterMs
    clause.spokenMs = (clause.spoken.length * characterMs) / manner().rate
    playhead.sent(clause.spokenMs)
    line.say(clause.spoken, clause.spokenMs)
    began('sound')
  }

  function tellEnd() {
    if (writing || ended || stopped) return
    ended = true
    line.end?.()
  }

  async function speak(voice: Tts, clause: Clause) {
    coming = clause
    cameAt = clock.ms()
    clause.state = 'coming'
    began('clause')
    try {
      for await (const piece of sounds(voice, clause.spoken, { ...manner(), language, signal: stop.signal })) {
        if (coming !== clause) return
        receive(clause, piece)
      }
      if (coming === clause && !stop.signal.aborted) clause.state = 'whole'
    } catch (error) {
      if (coming === clause && !stopped) giveUp(error)
    } finally {
      if (coming === clause) coming = null
      arrived()
      speakNext()
    }
  }

  function receive(clause: Clause, { sound, words: timed = [] }: SpokenPiece) {
    clause.words.push(...timed)
    const samples = toSamples(sound)
    if (samples.length === 0) return
    cameAt = clock.ms()
    const ms = (samples.length / SPEECH_RATE_HZ) * 1000
    clause.spokenMs += ms
    // After an interruption only its length is of interest.
    if (stopped) return
    playhead.sent(ms)
    line.play(samples)
    began('sound')
  }

  function giveUp(error: unknown) {
    voiceless = true
    coming = null
    stop.abort()
    failed(error)
    tellEnd()
  }

  /** What was heard of it, in its written words. */
  function account(playedMs: number): { heard: string; rest: string } {
    const isAside = ({ written }: Clause) => written === ''
    const heardBeside = clauses
      .filter((clause) => isAside(clause) && clause.state !== 'waiting')
      .map(({ startMs, spokenMs }) => Math.min(spokenMs, Math.max(0, playedMs - startMs)))
    const told = clauses.filter((clause) => !isAside(clause)).map(knownOf)
    return heardText({ clauses: told, playedMs: playedMs - heardBeside.reduce((sum, ms) => sum + ms, 0), language })
  }

  function knownOf({ written, spoken, spokenMs, state, words }: Clause): SpokenClause {
    const times = words.length > 0 ? { words: words.map(({ text, toMs }) => ({ text, atMs: toMs })) } : {}
    if (line.exact) return { written, spokenMs, words: lettersOf(spoken, spokenMs) }
    if (!tts) return { written, spokenMs: (spoken.length * SPEAKING.slowestCharacterMs) / manner().rate }
    return { written, spokenMs: state === 'whole' ? spokenMs : null, ...times }
  }

  function soundIsOver(): boolean {
    const reported = playhead.playedMs() >= playhead.sentMs() - SPEAKING.unreportedMs
    if ((tts || line.exact) && reported) return true
    return playhead.elapsedMs() >= playhead.sentMs() && playhead.unreportedMs() >= SPEAKING.unreportedEndMs
  }

  const unsaid = () => clauses.some(({ state }) => state !== 'whole') && !voiceless

  return {
    write(text: string) {
      if (stopped || text === '') return
      add(splitter.push(between + text, clock.ms()))
      between = ''
      endsBlank = isSpace(text.slice(-1))
    },

    /** Something said beside the reply, which is no part of it. */
    aside(text: string) {
      if (stopped) return
      add(splitter.end())
      splitter = createClauses(language)
      // What ends there loses the blank behind it, and what was heard is told with it.
      const last = clauses.findLast(({ written }) => written !== '')
      if (endsBlank && last && !isSpace(last.written.slice(-1))) between = ' '
      add([text], false)
    },

    /** Nothing more is written. */
    end() {
      if (stopped || !writing) return
      writing = false
      add(splitter.end())
    },

    report(playedMs: number) {
      playhead.report(playedMs)
      speakNext()
    },

    silence: playhead.silence,

    /** Time has passed. */
    beat() {
      if (stopped) return
      add(splitter.tick(clock.ms()))
      if (coming && soundIsOver() && !playhead.silent() && clock.ms() - cameAt >= SPEAKING.silentMs) giveUp(null)
    },

    /** When it wants to be asked again, on the clock; null for no special time. */
    dueAt: () => (stopped ? null : splitter.dueAt()),

    /** Whether nothing can be heard, because more has yet to be written. */
    waiting: () => !playhead.begun() || (writing && coming === null && !unsaid() && soundIsOver()),

    /** What is being said around now, `from` and `to` milliseconds of sound from it; the words of whole clauses. */
    aloud: (from: number, to: number) =>
      clauses
        .filter(({ startMs, spokenMs, state }) => {
          const now = playhead.playedMs()
          return state !== 'waiting' && startMs <= now + to && startMs + spokenMs >= now + from
        })
        .map(({ spoken }) => spoken),

    /** The same, cut to about the words within that time. */
    words(from: number, to: number): string {
      const now = playhead.playedMs()
      return clauses
        .filter(({ state, spokenMs }) => state !== 'waiting' && spokenMs > 0)
        .map(({ spoken, startMs, spokenMs }) => {
          const at = (ms: number) => Math.round((spoken.length * Math.max(0, now + ms - startMs)) / spokenMs)
          const [begin, end] = [spoken.lastIndexOf(' ', at(from)) + 1, spoken.indexOf(' ', at(to))]
          return at(to) <= 0 ? '' : spoken.slice(begin, end < 0 ? undefined : end)
        })
        .join(' ')
    },

    begun: playhead.begun,
    heardMs: playhead.playedMs,

    /** Whether everything was said and, as far as anybody can tell, heard. */
    over: () => !writing && coming === null && !unsaid() && (!playhead.begun() || soundIsOver()),

    /** The account of a reply that was not interrupted. */
    whole(): { heard: string; rest: string } {
      const everything = { heard: clauses.map(({ written }) => written).join(''), rest: '' }
      // Whoever has reported before and is silent now did not hear it.
      const lost = tts && reports() && playhead.playedMs() < playhead.sentMs() - SPEAKING.unreportedMs
      return lost ? account(playhead.playedMs()) : everything
    },

    /**
     * Silence at once. Resolves with what was heard and what was not, when the length of the clause they interrupted is known or it
     * has had its time.
     */
    async cut(): Promise<{ heard: string; rest: string }> {
      stopped = true
      add(splitter.end())
      if (tts && playhead.begun() && reports()) await told()
      const playedMs = playhead.playedMs()
      const interrupted = coming
      if (interrupted && playedMs > interrupted.startMs) await drained()
      coming = null
      stop.abort()
      return account(playedMs)
    },
  }

  /** What sounded until it was silent there is still on its way here. */
  function told(): Promise<void> {
    return new Promise((resolve) => clock.after(SPEAKING.lastReportMs, resolve))
  }

  function drained(): Promise<void> {
    return new Promise((resolve) => {
      const cancel = clock.after(SPEAKING.drainMs, finish)
      arrived = finish
      function finish() {
        cancel()
        resolve()
      }
    })
  }
}

/** Each letter, and when it is over. */
const lettersOf = (spoken: string, ms: number) =>
  Array.from({ length: spoken.length }, (_, i) => ({ text: spoken.charAt(i), atMs: ((i + 1) * ms) / spoken.length }))

async function* sounds(voice: Tts, text: string, speaking: Speaking): AsyncGenerator<SpokenPiece> {
  if (voice.speakTimed) yield* voice.speakTimed(text, speaking)
  else for await (const sound of voice.speak(text, speaking)) yield { sound }
}
