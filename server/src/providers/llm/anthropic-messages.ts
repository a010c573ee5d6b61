import type Anthropic from '@anthropic-ai/sdk'
import type { ChatMessage, ShownPicture, Tool } from './llm.ts'
import { inputOf } from './plain-talk.ts'

type Block = Anthropic.ContentBlockParam

/** Kept in the vendor's cache, with all that stands before it. */
export const CACHED = { cache_control: { type: 'ephemeral' as const } }

/**
 * A conversation as the Messages API takes it. Every call is answered in the very next message, before anything else in it, and no text is
 * empty: https://platform.claude.com/docs/en/agents-and-tools/tool-use/handle-tool-calls. Pure.
 */
export function messagesOf(messages: readonly ChatMessage[]): Anthropic.MessageParam[] {
  return messages.map((message) => ({
    role: message.role === 'learner' ? 'user' : 'assistant',
    content: contentOf(message),
  }))
}

/** Tools as the Messages API takes them. `over`: none may be called any more. They stay, because what was called must be declared. Pure. */
export function toolsOf(tools: readonly Tool[], over: boolean): Partial<Anthropic.MessageCreateParamsStreaming> {
  if (tools.length === 0) return {}
  return {
    tools: tools.map(({ name, description, parameters }, index) => ({
      name,
      description,
      input_schema: { ...parameters, type: 'object' as const },
      ...(index === tools.length - 1 ? CACHED : {}),
    })),
    ...(over ? { tool_choice: { type: 'none' as const } } : {}),
  }
}

/** Pictures go before the words about them, as the vendor advises. */
function contentOf({ text, pictures = [], calls = [], results = [] }: ChatMessage): Anthropic.MessageParam['content'] {
  if (pictures.length + calls.length + results.length === 0) return text
  const answered = results.map(
    ({ id, text: content, failed }): Block => ({ type: 'tool_result', tool_use_id: id, content, is_error: failed }),
  )
  const said: Block[] = text.trim() ? [{ type: 'text', text }] : []
  const called = calls.map(({ id, name, input }): Block => ({ type: 'tool_use', id, name, input: inputOf(input) }))
  return [...answered, ...pictures.map(shown), ...said, ...called]
}

function shown({ mime, bytes }: ShownPicture): Block {
  return { type: 'image', source: { type: 'base64', media_type: mime, data: Buffer.from(bytes).toString('base64') } }
}
