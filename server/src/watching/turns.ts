import type { TurnStage, TurnTimes } from '../conversation/conversation.ts'
import type { Measures } from '../operations/operations.ts'
import { Problem } from '../problem.ts'
import { TURN_SECONDS } from './buckets.ts'
import type { Tally } from './tally.ts'

/** Counts turns, how each ended, and how long it took to come how far; each leaves a line in the log. */
export function createTurnMeasures(
  measures: Measures,
  { tally, clock, log }: { tally: Tally; clock: { ms(): number }; log: { info(facts: object, message: string): void } },
) {
  const turns = measures.counter('lva_turns_total', 'Turns, by how they ended; waiting: nobody could answer yet.')
  const took = measures.histogram(
    'lva_turn_stage_seconds',
    'From the arrival of words until they were kept, the context was gathered, the reply began, the reply was kept.',
    TURN_SECONDS,
  )
  const stage = (name: string) => took.of({ stage: name })
  const stages = { kept: stage('kept'), context: stage('context'), 'first-word': stage('first_word') }
  const replyEnd = stage('reply_end')

  return function begin(): TurnTimes {
    const began = clock.ms()
    const reached = new Map<TurnStage, number>()
    const end = (ended: 'answered' | 'interrupted' | 'waiting', ms = clock.ms() - began) => {
      turns.add({ ended })
      tally.turn()
      const at = (name: TurnStage) => Math.round(reached.get(name) ?? 0) || undefined
      const times = { keptMs: at('kept'), contextMs: at('context'), firstWordMs: at('first-word') }
      log.info({ ended, ...times, totalMs: Math.round(ms) }, 'turn ended')
    }
    return {
      reached(name) {
        if (reached.has(name)) return
        const ms = clock.ms() - began
        reached.set(name, ms)
        stages[name](ms)
        if (name === 'first-word') tally.firstWord(ms / 1000)
      },
      ended(how) {
        const ms = clock.ms() - began
        replyEnd(ms)
        end(how, ms)
      },
      failed(error) {
        // It was removed meanwhile, and is no turn any more.
        if (!(error instanceof Problem && error.code === 'not-found')) end('waiting')
      },
    }
  }
}
