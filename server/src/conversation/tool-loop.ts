import { honestyIn } from '../language/honesty.ts'
import type { ChatMessage, Llm, LlmPart, LlmRequest, ToolCall, ToolResult, Usage } from '../providers/llm/llm.ts'
import type { Context } from './context.ts'
import type { Part, Replying } from './guide.ts'
import type { ToolBox } from './tool-box.ts'
import { callable, createCalls } from './tool-calls.ts'
import { citing, offering } from './tool-prompt.ts'
import { createToolRuns } from './tool-runs.ts'

/** How often a model is asked in one turn. The last time it can only speak. */
const ROUNDS_MAX = 5
/** Calls that are read of one answer; a model that goes on calling is not listened to any longer. */
const CALLS_AT_ONCE_MAX = 16

const NOTHING: ReadonlySet<string> = new Set()

type End = Extract<LlmPart, { type: 'end' }>

/** One answer of a model: what it said, and what it wants run. */
interface Round {
  text: string
  calls: ToolCall[]
  reason: End['reason']
}

/**
 * A reply by a model that may look things up: it is asked, what it calls is run, it is told what came of that and asked again. Where nothing is
 * offered, the parts are the model's own. Otherwise what it says before it calls is part of the reply, one `end` counts everything, and a call
 * comes out only where no such tool was offered, which nobody runs. Ends quietly when interrupted; throws what the model throws.
 */
export async function* toolLoop(
  {
    llm,
    box,
    context,
    request,
    now,
  }: { llm: Llm; box: ToolBox; context: Context; request: LlmRequest; now: () => Date },
  { signal, real }: Replying,
): AsyncGenerator<Part, void, undefined> {
  const tools = callable(await box.offered(context))
  if (tools.length === 0) return yield* llm.stream(request, { signal })
  let asked = offering(request, tools)
  const offered = new Set(tools.map(({ name }) => name))
  const runs = createToolRuns({ box, offered, turn: { context, signal }, real, now })
  const { listen, usage } = createListening(llm, signal)
  let { messages } = asked
  let silent = true
  for (let asking = 1; !signal.aborted; asking++) {
    const over = asking === ROUNDS_MAX || !runs.left()
    const round = yield* over
      ? listen({ ...asked, messages, toolsOver: true }, NOTHING)
      : listen({ ...asked, messages }, offered)
    if (signal.aborted) return
    silent &&= round.text.trim() === ''
    if (over || round.calls.length === 0 || round.reason === 'refusal') {
      if (silent && round.calls.length > 0) yield { type: 'delta', text: honestyIn(context.facts.locale).noAnswer }
      return yield { type: 'end', reason: endOf(round), usage }
    }
    // What comes next is another sentence, and what was said so far can be spoken meanwhile.
    if (/\S$/.test(round.text)) yield { type: 'delta', text: ' ' }
    const hadPages = runs.hasPages()
    messages = [...messages, ...toldOf(round, yield* runs.answer(round.calls))]
    if (!hadPages && runs.hasPages()) asked = citing(asked)
  }
}

const endOf = ({ reason }: Round) => (reason === 'tool-call' ? 'complete' : reason)

/** What a model said and called, and what it is told of that. */
function toldOf({ text, calls }: Round, results: ToolResult[]): ChatMessage[] {
  return [
    { role: 'companion', text: text.trim() ? text : '', calls },
    { role: 'learner', text: '', results },
  ]
}

/**
 * Listens to a model, answer after answer, as to one speaker: `start` comes again only where somebody else speaks, calls come out only where
 * nobody offered that, and `end` not at all. `usage` is that of all answers; what no vendor told stays unknown.
 */
function createListening(llm: Llm, signal: AbortSignal) {
  const usage: Usage = {}
  const inHistory = createCalls()
  let speaker = ''

  function isNews(part: LlmPart, offered: ReadonlySet<string>): boolean {
    if (part.type === 'tool-call') return !offered.has(part.name)
    if (part.type !== 'start') return part.type === 'delta'
    const before = speaker
    speaker = `${part.provider} ${part.model}`
    return speaker !== before
  }

  function count(told: Usage) {
    for (const key of ['inputTokens', 'outputTokens', 'cachedInputTokens', 'cacheWriteTokens'] as const)
      if (told[key] !== undefined) usage[key] = (usage[key] ?? 0) + told[key]
  }

  return {
    usage,
    async *listen(
      request: LlmRequest,
      offered: ReadonlySet<string>,
    ): AsyncGenerator<Exclude<LlmPart, End>, Round, undefined> {
      const round: Round = { text: '', calls: [], reason: 'complete' }
      for await (const part of llm.stream(request, { signal })) {
        if (part.type === 'end') {
          round.reason = part.reason
          count(part.usage)
          continue
        }
        if (isNews(part, offered)) yield part
        if (part.type === 'delta') round.text += part.text
        if (part.type === 'tool-call' && round.calls.push(inHistory(part)) === CALLS_AT_ONCE_MAX) break
      }
      return round
    },
  }
}
