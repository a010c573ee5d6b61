import { buildRequest } from '../../../server/src/conversation/prompt.ts'
import type { Clock } from '../../../server/src/providers/clock.ts'
import type { Llm, LlmPart } from '../../../server/src/providers/llm/llm.ts'
import type { Brain, Thought } from '../../../server/src/voice/live/brain.ts'
import type { Model, TakenTurn } from '../people/model.ts'
import { rememberTakes } from '../people/takes.ts'

/** As long as the computed reply, so that there is something to interrupt. */
const MAX_TOKENS = 200

interface Begun extends Thought {
  text: string
  stop: AbortController
  parts: AsyncIterator<LlmPart>
  /** The first part is asked for at once: that is what thinking ahead is. */
  first: Promise<IteratorResult<LlmPart>>
}

/** Answers with a model of a vendor, as the product asks it: one request a turn, and one for each thought that was begun before. */
export function createLiveModel(clock: Clock, llm: Llm): Model {
  const turns: TakenTurn[] = []
  const unheard: Model['unheard'] = []
  const { take, framesOf } = rememberTakes()
  let tokens = 0
  let thoughts = 0

  function request(text: string) {
    return buildRequest({
      facts: {
        text,
        intent: 'statement',
        locale: 'en',
        timezone: 'Etc/UTC',
        learnerName: null,
        now: new Date(),
        recalled: [],
        saidInSession: turns.map((turn) => turn.text),
        repliedInSession: turns.map(({ heard }) => heard.at(-1)?.heard ?? ''),
      },
      recent: turns.map((turn) => ({ user_text: turn.text, agent_text: turn.heard.at(-1)?.heard ?? null })),
      summary: null,
      maxTokens: MAX_TOKENS,
    })
  }

  function begin(text: string): Begun {
    const stop = new AbortController()
    const parts = llm.stream(request(text), { signal: stop.signal })[Symbol.asyncIterator]()
    const first = parts.next()
    // Told to whoever takes the thought up, if anybody does.
    first.catch(() => {})
    return { text, stop, parts, first, drop: () => stop.abort() }
  }

  async function* partsOf({ parts, first }: Begun): AsyncGenerator<LlmPart> {
    for (let next = await first; !next.done; next = await parts.next()) yield next.value
  }

  const brain: Brain = {
    take,
    think(text) {
      thoughts++
      return begin(text)
    },
    async *turn({ text, thought, take, signal }) {
      const mine = thought as Begun | null
      const adopted = mine !== null && !mine.stop.signal.aborted && mine.text === text
      const asked = adopted && mine ? mine : begin(text)
      const turn: TakenTurn = {
        exchangeId: `exchange-${turns.length}`,
        text,
        atMs: clock.ms(),
        adopted,
        reply: '',
        heard: [],
        frames: framesOf(take),
        firstTokenAtMs: null,
      }
      turns.push(turn)
      signal.addEventListener('abort', () => asked.stop.abort(), { once: true })
      yield { type: 'kept', exchangeId: turn.exchangeId }
      for await (const part of partsOf(asked)) {
        if (signal.aborted) return
        if (part.type === 'end') tokens += (part.usage.inputTokens ?? 0) + (part.usage.outputTokens ?? 0)
        if (part.type !== 'delta') continue
        turn.firstTokenAtMs ??= clock.ms()
        turn.reply += part.text
        yield { type: 'delta', text: part.text }
      }
      yield { type: 'end' }
    },
    async heard({ exchangeId, ...what }) {
      turns.find((turn) => turn.exchangeId === exchangeId)?.heard.push(what)
    },
    async unheardTake(take) {
      unheard.push({ atMs: clock.ms(), frames: framesOf(take) })
    },
  }
  return { brain, turns, unheard, cost: () => ({ tokens, thoughts }) }
}
