import { type Clock, pause } from '../../../server/src/providers/clock.ts'
import type { Brain, Thought } from '../../../server/src/voice/live/brain.ts'
import { rememberTakes } from './takes.ts'

/** When a model says its first word, and how long each of the others takes. */
export interface ModelPace {
  firstMs: number
  everyMs: number
  /** Charged for every request, also one that is dropped. */
  promptTokens: number
}

export interface TakenTurn {
  exchangeId: string
  text: string
  /** When the engine handed it over. */
  atMs: number
  /** A thought that was begun before was taken up. */
  adopted: boolean
  reply: string
  heard: { heard: string; rest: string; interrupted: boolean }[]
  /** Of the take's sound that was handed over: the frames. */
  frames: Int16Array[]
  firstTokenAtMs: number | null
}

interface Begun extends Thought {
  text: string
  sinceMs: number
  dropped: boolean
  charged: boolean
}

export type Model = ReturnType<typeof createModel>

/** Answers what the script says, a word at a time, and remembers everything it was asked and told. */
export function createModel(clock: Clock, pace: ModelPace, replyTo: (text: string, turn: number) => string) {
  const turns: TakenTurn[] = []
  const unheard: { atMs: number; frames: Int16Array[] }[] = []
  const { take, framesOf } = rememberTakes()
  let thoughts = 0
  let tokens = 0

  const said = (sinceMs: number) => Math.max(0, Math.floor((clock.ms() - sinceMs - pace.firstMs) / pace.everyMs) + 1)
  function charge(thought: Begun, most: number) {
    if (thought.charged) return
    thought.charged = true
    tokens += pace.promptTokens + Math.min(most, said(thought.sinceMs))
  }

  function think(text: string): Begun {
    thoughts++
    const length = replyTo(text, turns.length).split(/\s+/).length
    const thought: Begun = {
      text,
      sinceMs: clock.ms(),
      dropped: false,
      charged: false,
      drop() {
        thought.dropped = true
        charge(thought, length)
      },
    }
    return thought
  }

  const brain: Brain = {
    take,
    think,
    async *turn({ text, thought, take, signal }) {
      const mine = thought as Begun | null
      const adopted = mine !== null && !mine.dropped && mine.text === text
      const sinceMs = adopted && mine ? mine.sinceMs : clock.ms()
      if (adopted && mine) mine.charged = true
      const reply = replyTo(text, turns.length)
      const turn: TakenTurn = {
        exchangeId: `exchange-${turns.length}`,
        text,
        atMs: clock.ms(),
        adopted,
        reply,
        heard: [],
        frames: framesOf(take),
        firstTokenAtMs: null,
      }
      turns.push(turn)
      yield { type: 'kept', exchangeId: turn.exchangeId }
      let count = 0
      try {
        for (const piece of reply.split(/(?<= )/)) {
          const due = sinceMs + pace.firstMs + count * pace.everyMs
          if (due > clock.ms()) await pause(clock, due - clock.ms(), signal)
          if (signal.aborted) return
          turn.firstTokenAtMs ??= clock.ms()
          count++
          yield { type: 'delta', text: piece }
        }
        yield { type: 'end' }
      } finally {
        tokens += pace.promptTokens + count
      }
    },
    async heard({ exchangeId, ...what }) {
      turns.find((turn) => turn.exchangeId === exchangeId)?.heard.push(what)
    },
    async unheardTake(take) {
      unheard.push({ atMs: clock.ms(), frames: framesOf(take) })
    },
  }
  return {
    brain,
    turns,
    unheard,
    /** What all of it cost: each request its prompt, and every word that was generated, wanted or not. */
    cost: () => ({ tokens, thoughts }),
  }
}
