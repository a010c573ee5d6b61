import { type Clock, pause } from '../../../providers/clock.ts'
import type { Brain, Saying, Take } from '../brain.ts'

/** What the brain answers. Times are in milliseconds of its clock. */
export interface ScriptedAnswer {
  /** Pieces of the reply. */
  words?: string[]
  firstAfterMs?: number
  betweenMs?: number
  /** A tool that runs before the words, and what is said before it. */
  tool?: { name: string; ms: number; after?: string }
  /** Thrown once the words are kept. */
  fail?: Error
  /** Says nothing more and never ends, whatever is asked of it. */
  hang?: boolean
}

/** One exchange as it is remembered. `heard` is what the model will be told it said; null while nothing is known. */
export interface Remembered {
  id: string
  user_text: string
  written: string
  heard: string | null
  rest: string
  interrupted: boolean
}

export interface ScriptedTake extends Take {
  frames: Int16Array[]
  became: 'open' | 'dropped' | 'said' | 'unheard'
}

/** A brain that says what the script tells it to, and remembers as the real one does: words first, then what was heard. */
export function createScriptedBrain(clock: Clock, script: (text: string, call: number) => ScriptedAnswer) {
  const exchanges: Remembered[] = []
  const takes: ScriptedTake[] = []
  const thoughts: { text: string; at: number; became: 'open' | 'dropped' | 'adopted' }[] = []
  let remembering: Promise<void> = Promise.resolve()
  let memoryMs = 0
  let keeps = true

  async function* answer(exchange: Remembered, script: ScriptedAnswer, begunAt: number, signal: AbortSignal) {
    const until = async (atMs: number) => {
      const ms = atMs - clock.ms()
      if (ms > 0) await pause(clock, ms, signal)
    }
    if (script.tool?.after) {
      exchange.written += script.tool.after
      yield { type: 'delta', text: script.tool.after } satisfies Saying
    }
    if (script.tool) {
      yield { type: 'tool', name: script.tool.name, running: true } satisfies Saying
      await until(begunAt + script.tool.ms)
      if (signal.aborted) return
      yield { type: 'tool', name: script.tool.name, running: false } satisfies Saying
    }
    let at = begunAt + (script.tool?.ms ?? 0) + (script.firstAfterMs ?? 0)
    for (const text of script.words ?? []) {
      await until(at)
      if (signal.aborted) return
      exchange.written += text
      yield { type: 'delta', text } satisfies Saying
      at = Math.max(at, clock.ms()) + (script.betweenMs ?? 0)
    }
    if (script.hang) await new Promise(() => {})
    if (script.fail) throw script.fail
    yield { type: 'end' } satisfies Saying
  }

  const brain: Brain = {
    take() {
      const take: ScriptedTake = {
        frames: [],
        became: 'open',
        append: (frame) => void take.frames.push(frame),
        get safeThroughMs() {
          return take.frames.length * 20
        },
        drop() {
          if (take.became === 'open') take.became = 'dropped'
        },
      }
      takes.push(take)
      return take
    },
    think(text) {
      const thought = { text, at: clock.ms(), became: 'open' as 'open' | 'dropped' | 'adopted' }
      thoughts.push(thought)
      return {
        drop() {
          if (thought.became === 'open') thought.became = 'dropped'
        },
      }
    },
    async *turn({ text, thought, take, signal }) {
      await remembering
      const call = exchanges.length
      const exchange = { id: `x${call + 1}`, user_text: text, written: '', heard: null, rest: '', interrupted: false }
      exchanges.push(exchange)
      const mine = takes.find((one) => one === take)
      if (mine) mine.became = 'said'
      const open = thoughts.find((one) => one.text === text && one.became === 'open' && thought !== null)
      if (open) open.became = 'adopted'
      yield { type: 'kept', exchangeId: exchange.id }
      yield* answer(exchange, script(text, call), open?.at ?? clock.ms(), signal)
    },
    async heard({ exchangeId, heard, rest, interrupted }) {
      const exchange = exchanges.find(({ id }) => id === exchangeId)
      if (!exchange) throw new Error(`${exchangeId} is not remembered`)
      remembering = pause(clock, memoryMs, new AbortController().signal)
      await remembering
      Object.assign(exchange, { heard, rest, interrupted })
    },
    async unheardTake(take) {
      if (!keeps) throw new Error('the disk is full')
      const mine = takes.find((one) => one === take)
      if (mine) mine.became = 'unheard'
    },
  }

  return {
    ...brain,
    exchanges,
    takes,
    thoughts,
    /** From now on, what nobody wrote down cannot be kept. */
    cannotKeep() {
      keeps = false
    },
    /** How long it takes to remember what was heard. */
    remembersAfter(ms: number) {
      memoryMs = ms
    },
  }
}
