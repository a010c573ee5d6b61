import type { TurnStage, TurnTimes } from '../conversation/conversation.ts'
import type { Measures } from '../operations/operations.ts'
import { Problem } from '../problem.ts'
import { follow, trail } from '../trail.ts'
import { TURN_SECONDS } from './buckets.ts'
import type { Spans } from './spans.ts'
import type { Tally } from './tally.ts'

/** Counts turns, how each ended, and how long it took to come how far; each leaves a line in the log. */
export function createTurnMeasures(
  measures: Measures,
  {
    tally,
    clock,
    now,
    log,
    spans,
  }: {
    tally: Tally
    clock: { ms(): number }
    now: () => Date
    log: { info(facts: object, message: string): void }
    spans: () => Spans
  },
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
    const since = now().getTime()
    const open = spans().begin('turn', { kind: 'internal' })
    const reached = new Map<TurnStage, number>()
    const end = (ended: 'answered' | 'interrupted' | 'waiting', ms = clock.ms() - began) => {
      turns.add({ ended })
      tally.turn()
      const at = (name: TurnStage) => Math.round(reached.get(name) ?? 0) || undefined
      const times = { keptMs: at('kept'), contextMs: at('context'), firstWordMs: at('first-word') }
      log.info({ ended, ...times, totalMs: Math.round(ms) }, 'turn ended')
      trace(ended, ms)
    }
    /** The stages one after the other, below the turn. */
    function trace(ended: string, ms: number) {
      if (!open.span) return
      let from = 0
      const last: Array<[string, number]> = ended === 'waiting' ? [] : [['reply-end', ms]]
      follow({ span: open.span }, () => {
        for (const [name, to] of [...reached, ...last]) {
          const stage = spans().begin(`turn ${name}`, { kind: 'internal', at: new Date(since + from) })
          stage.end({ at: new Date(since + to) })
          from = to
        }
      })
      const { exchangeId } = trail()
      const facts = { 'lva.ended': ended, ...(exchangeId !== undefined && { 'lva.exchange_id': exchangeId }) }
      open.end({ facts, failed: ended === 'waiting' })
    }
    return {
      within: (run) => (open.span ? follow({ span: open.span }, run) : run()),
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
