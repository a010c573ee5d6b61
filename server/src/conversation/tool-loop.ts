import { honestyIn } from '../language/honesty.ts'
import type { ChatMessage, Llm, LlmRequest, ToolResult } from '../providers/llm/llm.ts'
import type { Context } from './context.ts'
import type { Part, Replying } from './guide.ts'
import type { ToolBox } from './tool-box.ts'
import { callable } from './tool-calls.ts'
import { citing, offering } from './tool-prompt.ts'
import { createListening, type Round } from './tool-round.ts'
import { createToolRuns } from './tool-runs.ts'

/** How often a model is asked in one turn. The last time it can only speak. */
const ROUNDS_MAX = 5

const NOTHING: ReadonlySet<string> = new Set()

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
