import type Anthropic from '@anthropic-ai/sdk'
import { createOutgoing, type Outgoing } from '../../outgoing/outgoing.ts'
import { createConcessions } from '../concessions.ts'
import { hostOf, webPage } from '../connection-trouble.ts'
import { ProviderError } from '../provider-error.ts'
import { type Asked, failureOf } from '../vendor-failure.ts'
import { CACHED, messagesOf, toolsOf } from './anthropic-messages.ts'
import type { Llm, LlmPart, LlmRequest, Usage } from './llm.ts'
import { asPlainTalk } from './plain-talk.ts'
import { endOf, toolInput } from './stream-end.ts'

/** The current Claude Haiku: https://platform.claude.com/docs/en/models/haiku-5-5/overview */
export const DEFAULT_CLAUDE = 'claude-haiku-5-5'
const VENDOR_URL = 'https://api.anthropic.com'

type Event = Anthropic.RawMessageStreamEvent
type Asking = Omit<LlmRequest, 'facts' | 'purpose'>
type Body = Anthropic.MessageCreateParamsStreaming

/** Claude through the Messages API: streaming, tools, and the instructions that never change kept in the vendor's cache. */
export function createAnthropic({
  key,
  baseUrl,
  model = DEFAULT_CLAUDE,
  outgoing = createOutgoing(),
  fetch = outgoing.only(baseUrl ?? VENDOR_URL, { operators: baseUrl !== undefined }),
  now = () => new Date(),
}: {
  key: string
  baseUrl?: string | undefined
  model?: string | undefined
  /** Leads to the vendor's address in the public network, or to `baseUrl` wherever it is, and to nothing else. */
  outgoing?: Outgoing
  fetch?: typeof globalThis.fetch
  now?: () => Date
}): Llm {
  const asked = { provider: 'anthropic', url: baseUrl ?? VENDOR_URL, model }
  const concede = createConcessions(now)
  let connecting: Promise<Anthropic> | undefined

  function connect(): Promise<Anthropic> {
    connecting ??= import('@anthropic-ai/sdk').then(
      ({ Anthropic }) =>
        new Anthropic({
          apiKey: key,
          baseURL: asked.url,
          maxRetries: 0,
          // Its log quotes what it could not parse, and that is what people said.
          logLevel: 'off',
          openTelemetry: false,
          fetch,
        }),
    )
    return connecting
  }

  async function open(request: Asking, signal: AbortSignal): Promise<AsyncIterable<Event>> {
    const client = await connect()
    const conceded = concede()
    while (true) {
      const optional = optionalFields(request, conceded.allows)
      try {
        const talk = bodyOf(request, model, conceded.allows('tools'))
        return await client.messages.create({ ...talk, ...optional }, { signal })
      } catch (error) {
        if (!conceded.learn(error, Object.keys(optional))) throw error
      }
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

    async *stream(request, { signal }) {
      if (signal.aborted) return
      try {
        const reading = createReading(asked)
        yield { type: 'start', provider: asked.provider, model }
        for await (const event of await open(request, signal)) {
          const part = reading.read(event)
          if (part) yield part
        }
        if (!signal.aborted) yield reading.end()
      } catch (error) {
        if (!signal.aborted) throw failureOf(error, asked)
      }
    },

    async probe({ signal }) {
      try {
        if (asked.url === VENDOR_URL) await (await connect()).models.retrieve(model, {}, { signal })
        else await greet(signal)
      } catch (error) {
        throw failureOf(error, asked)
      }
    },
  }
}

/** Collects a streamed message: words go out at once, tool calls when they are whole. */
function createReading(asked: Asked) {
  const tools = new Map<number, { id: string; name: string; json: string }>()
  const usage: Usage = {}
  let reason: Parameters<typeof endOf>[0] = null
  let said = false

  function word(text: string): LlmPart | null {
    said ||= text !== ''
    return text === '' ? null : { type: 'delta', text }
  }

  function toolCall(index: number): LlmPart | null {
    const tool = tools.get(index)
    if (!tool) return null
    said = true
    return { type: 'tool-call', id: tool.id, name: tool.name, input: toolInput(tool.json) }
  }

  function grow(index: number, delta: Anthropic.RawContentBlockDelta): LlmPart | null {
    if (delta.type === 'text_delta') return word(delta.text)
    const tool = tools.get(index)
    if (tool && delta.type === 'input_json_delta') tool.json += delta.partial_json
    return null
  }

  function stop({ delta, usage: told }: Anthropic.RawMessageDeltaEvent) {
    reason = reasonOf(delta.stop_reason) ?? reason
    usage.outputTokens = told?.output_tokens ?? usage.outputTokens
  }

  return {
    read(event: Event): LlmPart | null {
      if (event.type === 'content_block_delta') return grow(event.index, event.delta)
      if (event.type === 'content_block_stop') return toolCall(event.index)
      if (event.type === 'content_block_start' && event.content_block.type === 'tool_use')
        tools.set(event.index, { id: event.content_block.id, name: event.content_block.name, json: '' })
      if (event.type === 'message_start') countInput(usage, event.message.usage)
      if (event.type === 'message_delta') stop(event)
      return null
    },
    end: () => endOf(reason, said, usage, asked),
  }
}

const GREETING: Asking = {
  system: { stable: '', changing: '' },
  messages: [{ role: 'learner', text: 'Hello' }],
  maxTokens: 1,
}

/** What some models refuse: newer ones take no temperature, a few always think, compatible servers may know no tools. Thinking costs the learner seconds of silence. */
function optionalFields(
  { temperature, tools = [], toolsOver = false }: Asking,
  allows: (field: string) => boolean,
): Partial<Body> {
  return {
    ...(allows('tools') ? toolsOf(tools, toolsOver) : {}),
    ...(allows('thinking') ? { thinking: { type: 'disabled' as const } } : {}),
    ...(temperature !== undefined && allows('temperature') ? { temperature } : {}),
  }
}

function bodyOf({ system, messages, maxTokens }: Asking, model: string, withTools: boolean): Body {
  const blocks: Anthropic.TextBlockParam[] = [
    { type: 'text', text: system.stable, ...CACHED },
    { type: 'text', text: system.changing },
  ]
  return {
    model,
    max_tokens: maxTokens,
    stream: true,
    system: blocks.filter((block) => block.text.trim() !== ''),
    messages: messagesOf(withTools ? messages : asPlainTalk(messages)),
  }
}

/** The vendor counts cached input apart; our `inputTokens` is all of it. */
function countInput(usage: Usage, told: Partial<Anthropic.Usage> | undefined) {
  if (typeof told?.input_tokens !== 'number') return
  usage.cachedInputTokens = told.cache_read_input_tokens ?? 0
  usage.cacheWriteTokens = told.cache_creation_input_tokens ?? 0
  usage.inputTokens = told.input_tokens + usage.cachedInputTokens + usage.cacheWriteTokens
}

function reasonOf(stop: Anthropic.StopReason | null | undefined) {
  if (!stop) return null
  if (stop === 'tool_use') return 'tool-call'
  if (stop === 'max_tokens' || stop === 'model_context_window_exceeded') return 'length'
  return stop === 'refusal' ? 'refusal' : 'complete'
}
