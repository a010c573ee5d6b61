import { INTERRUPTION } from './tuning.ts'

/** What words into a reply are: its own echo, "mm-hmm", "wait", or the wish to speak. */
export type Judged = 'echo' | 'backchannel' | 'wait' | 'go-on' | 'words'

/** What the reducer is told while a reply is being given. `at` is the clock's time in milliseconds and never goes back. */
export type OverlapInput =
  /** What is heard beside the reply (stages 1 and 2); null when nothing changed. `voicingMs` and `quietMs`: how long so far. */
  | { type: 'sound'; at: number; advice: 'duck' | 'pause' | 'release' | null; voicingMs: number; quietMs: number }
  /** Words so far. `settled`: nothing is missing. */
  | { type: 'words'; at: number; judged: Judged; settled: boolean }
  /** It is over, and there were no words in it. */
  | { type: 'no-words'; at: number }
  | { type: 'tick'; at: number }

/** What follows: louder or softer, silent or not, or the end of the reply. `dismiss`: what was said is no turn. */
export type OverlapDecision = 'duck' | 'unduck' | 'pause' | 'resume' | 'hold' | 'cut' | 'dismiss' | 'let-go'

export interface OverlapState {
  stage: 'clear' | 'ducked' | 'paused' | 'held'
  /** Since when. */
  since: number
  /** The sound that led to the pause is over. */
  released: boolean
  /** "mm-hmm" so far; more may follow. */
  harmless: boolean
}

export const CLEAR: OverlapState = { stage: 'clear', since: 0, released: false, harmless: false }

export interface OverlapKnobs {
  /** Whether words come while they are spoken. Where they come only afterwards, long voicing has to do. */
  wordsWhileSpeaking: boolean
  /** Off: whatever pauses a reply ends it. For measuring. */
  resume: boolean
}

/**
 * Whether a reply that is being given is interrupted: reversible until it is proven. Told one thing at a time, it answers with the state
 * after it and what follows. Pure. The stages are those of voice.md; no pause lasts for ever.
 */
export function judgeOverlap(
  before: OverlapState,
  input: OverlapInput,
  knobs: OverlapKnobs,
): { state: OverlapState; decisions: OverlapDecision[] } {
  const { at } = input
  const to = (stage: OverlapState['stage'], ...decisions: OverlapDecision[]) => ({
    state: { ...CLEAR, stage, since: at },
    decisions,
  })
  const stay = (change: Partial<OverlapState> = {}) => ({ state: { ...before, ...change }, decisions: [] })
  const on = () => {
    if (before.stage === 'paused') return knobs.resume ? to('clear', 'resume') : to('clear', 'cut')
    return before.stage === 'ducked' ? to('clear', 'unduck') : stay()
  }

  if (input.type === 'words') return judgeWords(input)
  if (input.type === 'no-words') return before.stage === 'held' ? stay() : on()
  return input.type === 'sound' ? judgeSound(input) : timePasses(before.released)

  function judgeSound({ advice, voicingMs, quietMs }: OverlapInput & { type: 'sound' }) {
    if (advice === 'duck' && before.stage === 'clear') return to('ducked', 'duck')
    if (advice === 'pause' && (before.stage === 'clear' || before.stage === 'ducked')) return to('paused', 'pause')
    if (advice === 'release' && before.stage === 'ducked') return to('clear', 'unduck')
    const interrupts = !knobs.wordsWhileSpeaking && !before.harmless && voicingMs >= INTERRUPTION.voicingMs
    if (before.stage === 'paused' && interrupts) return to('clear', 'cut')
    const isOver = advice === 'release' || quietMs >= INTERRUPTION.quietMs
    return timePasses(before.released || (isOver && voicingMs < INTERRUPTION.briefVoicingMs))
  }

  function judgeWords({ judged, settled }: OverlapInput & { type: 'words' }) {
    // Held, nothing sounds that would be in the way: "go" may become "go on".
    if (before.stage === 'held' && !settled) return stay()
    if (judged === 'words') return to('clear', 'cut')
    if (judged === 'wait') return before.stage === 'held' ? to('held', 'dismiss') : to('held', 'hold', 'dismiss')
    if (judged === 'go-on' && before.stage !== 'held') return to('clear', 'cut')
    if (judged === 'go-on') return to('clear', 'resume', 'dismiss')
    if (!settled) return stay({ harmless: true })
    if (before.stage === 'held') return { state: before, decisions: ['dismiss' as const] }
    const { state, decisions } = on()
    return { state, decisions: [...decisions, 'dismiss' as const] }
  }

  function timePasses(released: boolean) {
    const ms = at - before.since
    if (before.stage === 'held') return ms >= INTERRUPTION.heldMs ? to('clear', 'let-go') : stay()
    if (before.stage !== 'paused') return stay({ released })
    const brief = released && ms >= INTERRUPTION.briefMs
    // Long voicing is still on its way to being an interruption; words may be too.
    const waitMs = knobs.wordsWhileSpeaking ? INTERRUPTION.wordsWithinMs : INTERRUPTION.judgedWithinMs
    return brief || ms >= waitMs ? on() : stay({ released })
  }
}
