import type { ToolUse } from '@lva/contracts/conversation'
import type { Context, Guide, Part } from '../conversation/conversation.ts'
import { Problem } from '../problem.ts'
import type { Clock } from '../providers/clock.ts'
import type { Llm, LlmPart, LlmRequest, RecalledPassage, TurnFacts } from '../providers/llm/llm.ts'
import { ProviderError } from '../providers/provider-error.ts'
import { type Asking, askingIn, topicOf } from './asking.ts'
import { digest, insteadOf, silentOf } from './digest.ts'
import type { LookUp, Researched } from './looking.ts'
import { namesIn, researchRules, silenceSentence, wordingIn } from './wording.ts'

export const RESEARCH = 'research'

interface Needs {
  lookUp: (asked: LookUp) => Promise<Researched>
  mayLeave: (userId: string) => Promise<boolean>
  llmFor: (userId: string) => Llm
  /** The request for a reply, as any other turn has it. */
  buildRequest: (of: {
    facts: TurnFacts
    recent: Context['recent']
    summary: string | null
    strategy: 'basic'
    maxTokens: number
    temperature: number | undefined
  }) => LlmRequest
  clock: Clock
  maxTokens: number
  temperature: number | undefined
}

/**
 * Leads the turns that ask to have something looked up. What leaves the house waits until the turn is stored; the answer is a model's, from what
 * was found and nothing else, or put together by rules where there is no model or it is down.
 */
export function createResearchGuide({
  lookUp,
  mayLeave,
  llmFor,
  buildRequest,
  clock,
  maxTokens,
  temperature,
}: Needs): Guide {
  async function* look(
    { query: named, sources }: Asking,
    context: Context,
    { signal, real }: { signal: AbortSignal; real: Promise<void> },
  ): AsyncGenerator<Part> {
    const { facts, userId } = context
    const query = named ?? topicOf(facts.saidInSession)
    const say = wordingIn(facts.locale)
    if (!(await mayLeave(userId))) return yield* byRules(say.off)
    if (query === '') return yield* byRules(say.what)
    yield { type: 'tool', name: RESEARCH }
    const since = clock.ms()
    const ended = (state: ToolUse['state'], detail: string | null): Part => ({
      ...{ type: 'tool', name: RESEARCH },
      outside: true,
      use: { name: RESEARCH, state, ms: Math.round(clock.ms() - since), detail },
    })
    if (!(await isReal(real, signal))) return yield ended('stopped', null)
    const { timezone, locale, learnerName: fullName } = facts
    const said = [...facts.saidInSession, facts.text]
    const found = await lookUp({
      learner: { userId, timezone, locale, fullName },
      query,
      said,
      signal,
      sources,
      orOthers: true,
    }).catch((error: unknown) => refused(error, locale))
    if (signal.aborted) return yield ended('stopped', null)
    if (typeof found === 'string') {
      yield ended('failed', found)
      return yield* byRules(found)
    }
    yield ended('done', silenceSentence(locale, silentOf(found.asked)))
    yield* answer(context, { query, found, signal, instead: insteadOf(locale, sources, found.asked) })
  }

  async function* answer(
    context: Context,
    {
      query,
      found,
      signal,
      instead,
    }: { query: string; found: Researched; signal: AbortSignal; instead: string | null },
  ): AsyncGenerator<Part> {
    const { facts, userId } = context
    const passages = named(found.found, facts.recalled)
    if (passages.length > 0) yield { type: 'found', sources: passages, ordered: found.ordered }
    const llm = llmFor(userId)
    if (passages.length > 0 && llm.name !== 'companion') {
      const silent = silentOf(found.asked)
      const request = buildRequest({
        // What they want done is done; what is left is to answer.
        facts: { ...facts, intent: 'question', recalled: [...facts.recalled, ...passages] },
        ...{ recent: context.recent, summary: context.summary, strategy: 'basic', maxTokens, temperature },
      })
      const rules = researchRules({
        ...{ query: found.query.replace(/[<>"&]/g, ' '), ordered: found.ordered },
        silent: silent.length > 0 ? namesIn(facts.locale, silent) : '',
        instead,
      })
      request.system.changing += `\n\n${rules}`
      const spoke = yield* byModel(llm.stream(request, { signal }), signal)
      if (spoke || signal.aborted) return
    }
    const { text, ours } = digest({ query, locale: facts.locale, passages, asked: found.asked, instead })
    // That nothing was found rests on nothing.
    if (passages.length === 0) return yield* byRules(text)
    yield { type: 'start', provider: 'companion', model: null }
    if (ours) yield { type: 'found', sources: [], told: [ours] }
    yield { type: 'delta', text }
    yield { type: 'end', reason: 'complete', usage: {} }
  }

  return {
    name: RESEARCH,
    orders: true,
    leads(_learner, { user_text }) {
      const asked = askingIn(user_text)
      return asked && ((context, replying) => look(asked, context, replying))
    },
  }
}

/** What rules say in their own words. */
async function* byRules(text: string): AsyncGenerator<Part> {
  yield { type: 'start', provider: 'companion', model: null }
  yield { type: 'outcome', outcome: null, ruled: true }
  yield { type: 'delta', text }
  yield { type: 'end', reason: 'complete', usage: {} }
}

/** Passes on what a model says. False: it said nothing, because it is down or there is only the built-in companion. */
async function* byModel(parts: AsyncIterable<LlmPart>, signal: AbortSignal): AsyncGenerator<Part, boolean> {
  let start: LlmPart | null = null
  let spoke = false
  try {
    for await (const part of parts) {
      if (part.type === 'start' && part.provider === 'companion') return false
      if (part.type === 'start') start = part
      else {
        if (start) yield start
        start = null
        spoke ||= part.type === 'delta'
        yield part
      }
    }
  } catch (error) {
    if (!(error instanceof ProviderError) || spoke || signal.aborted) throw error
    return false
  }
  return spoke
}

/** Whether the reply is one, once that is known. */
async function isReal(real: Promise<void>, signal: AbortSignal): Promise<boolean> {
  const left = Promise.withResolvers<boolean>()
  const leave = () => left.resolve(false)
  signal.addEventListener('abort', leave, { once: true })
  if (signal.aborted) leave()
  try {
    return await Promise.race([
      real.then(
        () => !signal.aborted,
        () => false,
      ),
      left.promise,
    ])
  } finally {
    signal.removeEventListener('abort', leave)
  }
}

/** What was found, by the ids a reply names it by; without what the turn has recalled anyway. */
function named(found: Researched['found'], recalled: readonly RecalledPassage[]): RecalledPassage[] {
  const known = new Set(recalled.map(({ text }) => text))
  let [pages, own] = [0, recalled.length]
  return found.flatMap((one): RecalledPassage[] => {
    if (one.kind === 'web') return [{ ...one, id: `w${++pages}` }]
    return known.has(one.text) ? [] : [{ ...one, id: `s${++own}` }]
  })
}

/** A refusal as it is said to the learner. */
function refused(error: unknown, locale: string): string {
  if (!(error instanceof Problem)) throw error
  const say = wordingIn(locale)
  if (error.code === 'look-up-off') return say.off
  if (error.code !== 'too-many-requests') throw error
  const { most, per } = error.fields as { most: number; per: 'hour' | 'day' }
  return say.tooMany(most, per, { minutes: Math.ceil((error.retryAfter ?? 60) / 60) })
}
