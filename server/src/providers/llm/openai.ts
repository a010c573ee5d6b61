import type OpenAI from 'openai'
import { createOutgoing, type Outgoing } from '../../outgoing/outgoing.ts'
import { createConcessions } from '../concessions.ts'
import { hostOf, webPage } from '../connection-trouble.ts'
import { namingOffer } from '../offered-models.ts'
import { ProviderError } from '../provider-error.ts'
import { failureOf } from '../vendor-failure.ts'
import type { Llm, LlmPart, LlmRequest, Usage } from './llm.ts'
import { messagesOf, toolsOf } from './openai-messages.ts'
import { asPlainTalk } from './plain-talk.ts'
import { endOf, toolInput } from './stream-end.ts'

/** The vendor's fastest small model: https://developers.openai.com/api/docs/models/gpt-6-luna */
export const DEFAULT_GPT = 'gpt-6-luna'
const VENDOR_URL = 'https://api.openai.com/v1'

type Chunk = OpenAI.ChatCompletionChunk
type Asking = Omit<LlmRequest, 'facts' | 'purpose'>
type Body = OpenAI.ChatCompletionCreateParamsStreaming

/**
 * Chat completions: the vendor itself, or with `baseUrl` any compatible server (Ollama, vLLM, llama.cpp), which needs no key.
 * Fields a server does not know are left out once it has said so.
 */
export function createOpenAi({
  key,
  baseUrl,
  model = DEFAULT_GPT,
  outgoing = createOutgoing(),
  fetch = outgoing.only(baseUrl ?? VENDOR_URL, { operators: baseUrl !== undefined }),
  now = () => new Date(),
}: {
  key: string | null
  baseUrl?: string | undefined
  model?: string | undefined
  /** Leads to the vendor's address in the public network, or to `baseUrl` wherever it is, and to nothing else. */
  outgoing?: Outgoing
  fetch?: typeof globalThis.fetch
  now?: () => Date
}): Llm {
  const asked = { provider: 'openai', url: baseUrl ?? VENDOR_URL, model }
  const atVendor = new URL(asked.url).host === new URL(VENDOR_URL).host
  const concede = createConcessions(now)
  let connecting: Promise<OpenAI> | undefined

  function connect(): Promise<OpenAI> {
    connecting ??= import('openai').then(
      ({ OpenAI }) =>
        new OpenAI({
          // The client insists on a key; without one no header is sent.
          apiKey: key ?? 'none',
          ...(key ? {} : { defaultHeaders: { Authorization: null } }),
          baseURL: asked.url,
          adminAPIKey: null,
          organization: null,
          project: null,
          maxRetries: 0,
          // Its log quotes what it could not parse, and that is what people said.
          logLevel: 'off',
          fetch,
        }),
    )
    return connecting
  }

  async function open(request: Asking, signal: AbortSignal): Promise<AsyncIterable<Chunk>> {
    const client = await connect()
    const conceded = concede()
    while (true) {
      const optional = optionalFields(request, atVendor, conceded.allows)
      try {
        const talk = bodyOf(request, model, conceded.allows('tools'))
        return await client.chat.completions.create({ ...talk, ...optional }, { signal })
      } catch (error) {
        if (!conceded.learn(error, Object.keys(optional))) throw error
      }
    }
  }

  async function* stream(request: LlmRequest, { signal }: { signal: AbortSignal }): AsyncGenerator<LlmPart> {
    if (signal.aborted) return
    const reading = createReading()
    try {
      yield { type: 'start', provider: asked.provider, model }
      for await (const chunk of await open(request, signal)) {
        const text = reading.read(chunk)
        if (text) yield { type: 'delta', text }
      }
    } catch (error) {
      if (signal.aborted) return
      // Once the vendor gave its reason to stop, only the token count can be missing.
      if (!reading.finished()) throw failureOf(error, asked)
    }
    if (!signal.aborted) yield* reading.rest()
  }

  function createReading() {
    const tools = new Map<number, { id: string; name: string; json: string }>()
    const usage: Usage = {}
    let reason: Parameters<typeof endOf>[0] = null
    let said = false

    return {
      /** The words of a chunk. Compatible servers leave out what they like, so nothing is taken for granted. */
      read(chunk: Partial<Chunk>): string {
        if (chunk.usage) countTokens(usage, chunk.usage)
        const choice = chunk.choices?.[0]
        reason = reasonOf(choice?.finish_reason) ?? reason
        for (const call of choice?.delta?.tool_calls ?? []) {
          const tool = tools.get(call.index ?? 0) ?? { id: '', name: '', json: '' }
          tools.set(call.index ?? 0, tool)
          tool.id ||= call.id ?? ''
          tool.name ||= call.function?.name ?? ''
          tool.json += call.function?.arguments ?? ''
        }
        const text = choice?.delta?.content ?? ''
        said ||= text !== ''
        return text
      },
      finished: () => reason !== null,
      *rest(): Generator<LlmPart> {
        if (reason !== null)
          for (const { id, name, json } of tools.values()) yield { type: 'tool-call', id, name, input: toolInput(json) }
        yield endOf(
          reason === 'complete' && tools.size > 0 ? 'tool-call' : reason,
          said || tools.size > 0,
          usage,
          asked,
        )
      },
    }
  }

  async function greet(signal: AbortSignal): Promise<void> {
    for await (const _ of await open(GREETING, signal)) return
    if (!signal.aborted)
      throw new ProviderError(asked.provider, 'misconfigured', { detail: webPage(hostOf(asked.url)) })
  }

  return {
    name: asked.provider,
    model,
    stream,

    async probe({ signal }) {
      try {
        if (atVendor) await (await connect()).models.retrieve(model, { signal })
        // Compatible servers list models in many ways, or not at all, so one is asked for a single word.
        else await greet(signal)
      } catch (error) {
        throw await namingOffer(failureOf(error, asked), {
          url: asked.url,
          key,
          fetch,
          signal,
        })
      }
    },
  }
}

const GREETING: Asking = {
  system: { stable: '', changing: '' },
  messages: [{ role: 'learner', text: 'Hello' }],
  maxTokens: 1,
}

/** The vendor's newer models count their thinking in `max_completion_tokens` and would think by default; others know neither field. */
function optionalFields(
  { temperature, maxTokens, tools = [], toolsOver = false }: Asking,
  atVendor: boolean,
  allows: (field: string) => boolean,
): Partial<Body> {
  const own = atVendor ? 'max_completion_tokens' : 'max_tokens'
  const other = atVendor ? 'max_tokens' : 'max_completion_tokens'
  return {
    [allows(own) ? own : other]: maxTokens,
    ...(allows('stream_options') ? { stream_options: { include_usage: true } } : {}),
    ...(atVendor && allows('reasoning_effort') ? { reasoning_effort: 'none' as const } : {}),
    ...(temperature !== undefined && allows('temperature') ? { temperature } : {}),
    // A message may name a tool that is not offered any more, and some servers read no `tool_choice`.
    ...(tools.length > 0 && !toolsOver && allows('tools') ? { tools: toolsOf(tools) } : {}),
  }
}

function bodyOf({ system, messages }: Asking, model: string, withTools: boolean): Body {
  const instructions = [system.stable, system.changing].filter((text) => text.trim() !== '').join('\n\n')
  return {
    model,
    stream: true,
    messages: [
      ...(instructions ? [{ role: 'system' as const, content: instructions }] : []),
      ...messagesOf(withTools ? messages : asPlainTalk(messages)),
    ],
  }
}

function countTokens(usage: Usage, told: OpenAI.CompletionUsage) {
  usage.inputTokens = told.prompt_tokens
  usage.outputTokens = told.completion_tokens
  usage.cachedInputTokens = told.prompt_tokens_details?.cached_tokens ?? undefined
  usage.cacheWriteTokens = told.prompt_tokens_details?.cache_write_tokens ?? undefined
}

function reasonOf(finish: string | null | undefined) {
  if (!finish) return null
  if (finish === 'tool_calls' || finish === 'function_call') return 'tool-call'
  if (finish === 'length') return 'length'
  return finish === 'content_filter' ? 'refusal' : 'complete'
}
