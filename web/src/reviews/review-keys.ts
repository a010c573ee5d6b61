/** What a review shows: a question, a question with its answer uncovered, what became of an answer, or nothing of these. */
export type ReviewPhase = 'question' | 'uncovered' | 'outcome' | 'none'

/** What a key does in a review. */
export type ReviewAct =
  | { do: 'reveal' }
  | { do: 'next' }
  | { do: 'rate'; rating: 1 | 2 | 3 | 4 }
  | { do: 'command'; command: 'undo' | 'hint' | 'skip' | 'later' | 'unknown' | 'right' | 'hard' | 'easy' }
  | { do: 'write' }
  /** Out of the text. */
  | { do: 'leave' }
  | { do: 'stop' }

type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'repeat'>

/** Asks for the command of this name. */
const command = (wanted: Extract<ReviewAct, { do: 'command' }>['command']): ReviewAct => ({
  do: 'command',
  command: wanted,
})

/**
 * What each key does where it does something. 1 and 2 are what is said by voice: not recalled, recalled; whoever wants it finer has 3 and 4.
 */
const ACTS: Record<Exclude<ReviewPhase, 'none'>, Record<string, ReviewAct>> = {
  question: {
    ' ': { do: 'reveal' },
    enter: { do: 'write' },
    ...{ u: command('undo'), h: command('hint'), s: command('skip'), l: command('later'), 1: command('unknown') },
  },
  uncovered: {
    1: { do: 'rate', rating: 1 },
    2: { do: 'rate', rating: 3 },
    3: { do: 'rate', rating: 2 },
    4: { do: 'rate', rating: 4 },
    u: command('undo'),
  },
  outcome: { ' ': { do: 'next' }, enter: { do: 'next' }, u: command('undo'), r: command('right') },
}

/**
 * What a key means. `on` says where the focus is: where text is written only Esc means anything, and leads out of it; on a button Space and Enter
 * press it.
 */
export function reviewActFor(press: Press, phase: ReviewPhase, on: 'page' | 'control' | 'text'): ReviewAct | null {
  if (phase === 'none' || press.ctrlKey || press.metaKey || press.altKey || press.repeat) return null
  if (press.key === 'Escape') return { do: on === 'text' ? 'leave' : 'stop' }
  const key = press.key.toLowerCase()
  if (on === 'text' || (on === 'control' && (key === ' ' || key === 'enter'))) return null
  return ACTS[phase][key] ?? null
}
