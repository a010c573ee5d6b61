import type OpenAI from 'openai'
import type { ChatMessage, Tool } from './llm.ts'
import { inputOf } from './plain-talk.ts'

type Message = OpenAI.ChatCompletionMessageParam

/**
 * A conversation as chat completions take it: a call is part of the assistant's message, and each is answered by a message of its own right
 * behind it. https://developers.openai.com/api/docs/guides/function-calling. Pure.
 */
export function messagesOf(messages: readonly ChatMessage[]): Message[] {
  return messages.flatMap((message) => (message.role === 'learner' ? learners(message) : [companions(message)]))
}

/** Tools as chat completions take them. Pure. */
export const toolsOf = (tools: readonly Tool[]): OpenAI.ChatCompletionTool[] =>
  tools.map((tool) => ({ type: 'function', function: { ...tool } }))

function learners({ text, pictures = [], results = [] }: ChatMessage): Message[] {
  const answered = results.map((result): Message => ({ role: 'tool', tool_call_id: result.id, content: result.text }))
  if (pictures.length === 0)
    return text.trim() || !results.length ? [...answered, { role: 'user', content: text }] : answered
  const shown = pictures.map(({ mime, bytes }) => ({
    type: 'image_url' as const,
    image_url: { url: `data:${mime};base64,${Buffer.from(bytes).toString('base64')}` },
  }))
  return [...answered, { role: 'user', content: [{ type: 'text', text }, ...shown] }]
}

function companions({ text, calls = [] }: ChatMessage): Message {
  if (calls.length === 0) return { role: 'assistant', content: text }
  return {
    role: 'assistant',
    content: text.trim() ? text : null,
    tool_calls: calls.map(({ id, name, input }) => ({
      id,
      type: 'function',
      function: { name, arguments: JSON.stringify(inputOf(input)) },
    })),
  }
}
