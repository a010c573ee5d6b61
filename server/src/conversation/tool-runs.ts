import { withoutOrders } from '../language/orders.ts'
import type { RecalledPassage, ToolCall, ToolResult } from '../providers/llm/llm.ts'
import { createFeed } from './feed.ts'
import type { Found, ToolState } from './guide.ts'
import type { ToolBox, ToolOutcome, ToolTurn } from './tool-box.ts'
import { meaningOf } from './tool-calls.ts'
import { resultText } from './tool-prompt.ts'

/** Runs in one turn, however often a model calls. */
const RUNS_MAX = 8
const SOURCES_MAX = 10
/** Longest text of a source, in characters. What else a tool tells is bounded where it is run. */
const SOURCE_MAX = 1_200
const TITLE_MAX = 300

const NOT_OFFERED = 'There is no such tool. Nothing was run.'
const TOO_MANY = 'No more tools may be used in this turn. Nothing was run.'
const STOPPED = 'It was stopped.'
const ONLY_ORDERS = 'What came back gave orders and nothing else. It was left out.'

/**
 * Runs what a model calls in one turn, side by side: what was offered, each once, and nothing before the turn is real. Never rejects for what a
 * model made up. An interruption ends every run, whether or not the tool heeds it.
 */
export function createToolRuns({
  box,
  offered,
  turn,
  real: becomesReal,
  now,
}: {
  box: ToolBox
  /** Names of tools. */
  offered: ReadonlySet<string>
  turn: ToolTurn
  /** As of a reply that was begun ahead: see {@link Replying}. */
  real: Promise<void>
  now: () => Date
}) {
  const { signal } = turn
  const outcomes = new Map<string, Promise<ToolOutcome>>()
  const results = new Map<string, Pick<ToolResult, 'text' | 'failed'>>()
  const interrupted = new Promise<void>((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
  const real = becomesReal.then(
    () => true,
    () => false,
  )
  let given = 0
  let pages = 0
  let passages = turn.context.facts.recalled.length

  function run(call: ToolCall): Promise<ToolOutcome> {
    const since = now().getTime()
    const stopped = (): ToolOutcome => {
      const ms = now().getTime() - since
      return { text: STOPPED, own: false, use: { name: call.name, state: 'stopped', ms, detail: null } }
    }
    return Promise.race([box.run(call, turn), interrupted.then(stopped)])
  }

  /** Sources with their ids: pages apart from what is the learner's own, whose ids go on from what was recalled. */
  function named(sources: NonNullable<ToolOutcome['sources']>): { sources: RecalledPassage[]; ordered: boolean } {
    const left = SOURCES_MAX - given
    const clean = sources.slice(0, left).map((source) => ({ source, ...cleanOf(source) }))
    const kept = clean.filter(({ text }) => text.trim() !== '')
    given += kept.length
    return {
      ordered: clean.some(({ ordered }) => ordered),
      sources: kept.map(({ source, text, title, at }) => ({
        ...{ ...source, text, title, at },
        id: source.kind === 'web' ? `w${++pages}` : `s${++passages}`,
      })),
    }
  }

  function cleanOf({ text, title, at }: Omit<RecalledPassage, 'id'>) {
    const read = withoutOrders(text.slice(0, SOURCE_MAX).toWellFormed())
    const called = withoutOrders((title ?? '').slice(0, TITLE_MAX).toWellFormed())
    const when = Number.isNaN(Date.parse(at)) ? now().toISOString() : at
    return { text: read.text, title: called.text || null, at: when, ordered: read.ordered || called.ordered }
  }

  function told({ text, use, own, sources, ordered: before }: ToolOutcome): {
    told: Pick<ToolResult, 'text' | 'failed'>
    found: Found
  } {
    const found = named(sources ?? [])
    const clean = withoutOrders(text.toWellFormed())
    const ordered = before === true || found.ordered || clean.ordered
    const said = clean.text.trim() ? clean.text : ONLY_ORDERS
    return {
      told: { text: resultText(said, found.sources, turn.context.facts), failed: use.state !== 'done' },
      found: {
        type: 'found',
        sources: found.sources,
        told: own && use.state === 'done' && !sources?.length ? [said] : [],
        ordered,
      },
    }
  }

  async function resultOf(call: ToolCall): Promise<{ result: ToolResult; found: Found | null }> {
    const meaning = meaningOf(call)
    const about = { id: call.id, name: call.name }
    const known = results.get(meaning)
    if (known) return { result: { ...about, ...known }, found: null }
    const outcome = await outcomes.get(meaning)
    if (!outcome)
      return { result: { ...about, text: offered.has(call.name) ? TOO_MANY : NOT_OFFERED, failed: true }, found: null }
    const read = told(outcome)
    results.set(meaning, read.told)
    return { result: { ...about, ...read.told }, found: read.found }
  }

  return {
    /** Whether anything more may be run. */
    left: () => outcomes.size < RUNS_MAX,
    /** Whether a page of the web is among what came back. */
    hasPages: () => pages > 0,

    /** Runs these calls and tells how it goes; what came of each of them, in their order. */
    async *answer(calls: readonly ToolCall[]): AsyncGenerator<ToolState | Found, ToolResult[], undefined> {
      // Words that may become no turn must not have anything looked up, counted or sent anywhere.
      const may = await Promise.race([real, interrupted.then(() => false)])
      const states = createFeed<ToolState>()
      const running: Promise<void>[] = []
      for (const call of may ? calls : []) {
        const { name } = call
        const shown = shownName(name)
        const meaning = meaningOf(call)
        if (!offered.has(name) || outcomes.has(meaning) || outcomes.size >= RUNS_MAX) continue
        states.push({ type: 'tool', name: shown })
        const outcome = run(call)
        outcomes.set(meaning, outcome)
        running.push(
          outcome.then(({ use, own }) =>
            states.push({ type: 'tool', name: shown, use: { ...use, name: shown }, outside: !own }),
          ),
        )
      }
      Promise.all(running).then(states.end, states.fail)
      yield* states.values()
      const answered: ToolResult[] = []
      for (const call of calls) {
        const { result, found } = await resultOf(call)
        answered.push(may ? result : { ...result, text: STOPPED })
        if (found && (found.sources.length + (found.told?.length ?? 0) > 0 || found.ordered)) yield found
      }
      return answered
    },
  }
}

// Those of other servers are `<server>__<tool>` to a model, and `<server>/<tool>` to people.
const shownName = (name: string) => name.replace('__', '/').slice(0, 140)
