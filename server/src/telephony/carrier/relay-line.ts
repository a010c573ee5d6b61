import type { ServerFrame } from '@lva/contracts/socket'
import type { Clock } from '../../providers/clock.ts'
import type { Line } from '../../voice/voice.ts'

/** From words to their first sound at the ear, at most. */
const BEGINS_WITHIN_MS = 800

/** What goes to a carrier that recognises and speaks itself. */
export type RelayOut =
  | { type: 'text'; token: string; last: boolean; preemptible?: boolean }
  | { type: 'end'; handoffData: string }

/**
 * The line to a telephone, as text: the carrier speaks. What was heard it says itself when somebody interrupts (`cutAt`), and whoever answers
 * has heard everything (`heardAll`). Its own ear stops it, so that nothing here needs to be paused.
 */
export function createRelayLine({
  clock,
  send,
  show,
}: {
  clock: Clock
  send(what: RelayOut): void
  show(frame: ServerFrame): void
}) {
  let said: { text: string; ms: number }[] = []
  let open = false
  let playedMs = 0
  let beganAt = 0

  const text = (token: string, last: boolean) => send({ type: 'text', token, last, preemptible: true })

  function close() {
    if (open) text('', true)
    open = false
  }

  const line: Line = {
    exact: true,
    begin() {
      close()
      said = []
      playedMs = 0
    },
    play() {},
    say(words, ms) {
      text(said.length === 0 ? words : ` ${words}`, false)
      if (said.length === 0) beganAt = clock.ms()
      said.push({ text: words, ms })
      open = true
    },
    end: close,
    duck() {},
    pause() {},
    resume() {},
    clear: close,
    playedMs: () => playedMs,
    show,
  }

  return {
    ...line,
    /** The carrier stopped after these words of what it was given; returns how much of the reply that is, in the time its words were given. */
    cutAt(words: string): number {
      const heard = heardLetters(said.map((piece) => piece.text).join(' '), words)
      let from = 0
      let ms = 0
      for (const piece of said) {
        const letters = Math.min(piece.text.length, Math.max(0, heard - from))
        ms += (letters * piece.ms) / piece.text.length
        // The blank between two pieces is no part of either.
        from += piece.text.length + 1
      }
      // Sums of fractions may lack the last bit, and a letter must not.
      playedMs = Math.max(playedMs, ms + 0.01)
      return playedMs
    },
    /** What was heard by now although nobody says so: the time words are given is that of the slowest voice. */
    heardByNow(): number {
      if (open || said.length > 0) playedMs = Math.max(playedMs, clock.ms() - beganAt - BEGINS_WITHIN_MS)
      return playedMs
    },
    heardAll(): number {
      playedMs = said.reduce((sum, { ms }) => sum + ms, 0)
      return playedMs
    },
  }
}

/** How many letters of `said` the carrier says it spoke: it may write blanks, marks and capitals another way. No word is claimed of which it says only a part. */
function heardLetters(said: string, words: string): number {
  const spoken = [...words.normalize('NFC')].filter(isLetter).map(folded)
  let at = 0
  let next = 0
  let through = 0
  for (const char of said) {
    at += char.length
    if (!isLetter(char)) continue
    if (next >= spoken.length || spoken[next] !== folded(char)) break
    next += 1
    through = at
  }
  return through
}

const folded = (char: string) => char.toLowerCase()

/** Letters and digits of any script. */
function isLetter(char: string): boolean {
  if (char.toLowerCase() !== char.toUpperCase() || (char >= '0' && char <= '9')) return true
  // Scripts without capitals stand behind those with them, and general marks in between.
  const isScript = (char > '\u{590}' && char < '\u{2000}') || (char > '\u{2e7f}' && char < '\u{ff00}')
  return isScript && !MARKS.includes(char)
}

const MARKS = '　、。「」『』・〜،؛؟।'
