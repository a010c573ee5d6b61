import { isRecord } from '../../records.ts'
import * as anthropic from '../llm/anthropic-messages.ts'
import type { LlmRequest } from '../llm/llm.ts'
import * as openai from '../llm/openai-messages.ts'
import { asPlainTalk } from '../llm/plain-talk.ts'
import { faultsOfRequest } from './requests.ts'

const FITS = /^[A-Za-z0-9_-]{1,64}$/

type Fields = Record<string, unknown>
const listOf = (value: unknown): Fields[] => (Array.isArray(value) ? value : [])
const isText = (value: unknown) => typeof value === 'string' && value.trim() !== ''

/**
 * What the Messages API would refuse in the conversation of a request.
 * https://platform.claude.com/docs/en/agents-and-tools/tool-use/handle-tool-calls
 */
export function faultsAtAnthropic(body: Fields): string[] {
  const messages = listOf(body.messages)
  const blocks = messages.map(({ content }) =>
    typeof content === 'string' ? [{ type: 'text', text: content }] : listOf(content),
  )
  const ofType = (at: number, type: string) => (blocks[at] ?? []).filter((block) => block.type === type)
  const faults = messages.flatMap(({ role }, at) => {
    const [used, answered] = [ofType(at, 'tool_use'), ofType(at, 'tool_result')]
    return [
      ...(role === (at % 2 === 0 ? 'user' : 'assistant') ? [] : [`messages.${at}: roles must alternate`]),
      ...(blocks[at]?.length ? [] : [`messages.${at}: content is empty`]),
      ...(ofType(at, 'text').every(({ text }) => isText(text)) ? [] : [`messages.${at}: text must not be empty`]),
      ...(used.length > 0 && role !== 'assistant' ? [`messages.${at}: tool_use by a user`] : []),
      ...(used.every(({ id, name, input }) => FITS.test(String(id)) && FITS.test(String(name)) && isRecord(input))
        ? []
        : [`messages.${at}: tool_use is malformed`]),
      ...same(
        used.map(({ id }) => id),
        ofType(at + 1, 'tool_result').map(({ tool_use_id }) => tool_use_id),
        `messages.${at}: tool_use without tool_result, or the other way round`,
      ),
      ...(at === 0 && answered.length > 0 ? ['messages.0: tool_result for nothing'] : []),
      ...(answered.every((block, n) => blocks[at]?.[n] === block)
        ? []
        : [`messages.${at}: tool_result must come first`]),
    ]
  })
  const uses = blocks.flat().some(({ type }) => type === 'tool_use' || type === 'tool_result')
  if (uses && listOf(body.tools).length === 0) faults.push('tools must be defined where they are used')
  if (messages.length > 0 && messages.at(-1)?.role !== 'user') faults.push('the last message must be the user’s')
  const names = listOf(body.tools).map(({ name }) => String(name))
  return [...faults, ...namesWrong(names)]
}

/**
 * What chat completions would refuse in the conversation of a request.
 * https://developers.openai.com/api/docs/guides/function-calling
 */
export function faultsAtOpenAi(body: Fields): string[] {
  const messages = listOf(body.messages)
  const faults: string[] = []
  let waiting: unknown[] = []
  for (const [at, message] of messages.entries()) {
    const { role, tool_call_id } = message
    const answers = role === 'tool' && waiting.includes(tool_call_id)
    if (role === 'tool' && !answers) faults.push(`messages[${at}]: a tool message must follow its tool_calls`)
    if (role !== 'tool' && waiting.length > 0) faults.push(`messages[${at}]: not answered before: ${waiting.join()}`)
    waiting = [...waiting.filter((id) => id !== tool_call_id), ...listOf(message.tool_calls).map(({ id }) => id)]
    faults.push(...faultsOfChat(message).map((fault) => `messages[${at}]: ${fault}`))
  }
  if (waiting.length > 0) faults.push(`tool_calls were not answered: ${waiting.join()}`)
  const last = messages.at(-1)?.role
  if (messages.length > 0 && last !== 'user' && last !== 'tool') faults.push('nobody is waiting for an answer')
  const names = listOf(body.tools).map((tool) => String((tool.function as Fields | undefined)?.name))
  return [...faults, ...namesWrong(names)]
}

function faultsOfChat({ role, content, tool_calls }: Fields): string[] {
  const calls = listOf(tool_calls)
  return [
    ...(calls.length > 0 && role !== 'assistant' ? [`tool_calls by ${role}`] : []),
    ...(isText(content) || listOf(content).length + calls.length > 0 ? [] : ['content is empty']),
    ...(calls.every(isCall) ? [] : ['a tool call is malformed']),
  ]
}

function isCall({ id, type, function: called }: Fields): boolean {
  const { name, arguments: json } = (called ?? {}) as Fields
  return FITS.test(String(id)) && type === 'function' && FITS.test(String(name)) && isRecord(parsed(json))
}

function parsed(json: unknown): unknown {
  try {
    return JSON.parse(String(json))
  } catch {
    return null
  }
}

const same = (some: unknown[], others: unknown[], fault: string) =>
  some.length === others.length && new Set(some).size === some.length && some.every((id) => others.includes(id))
    ? []
    : [fault]

const namesWrong = (names: readonly string[]) =>
  names.every((name) => FITS.test(name)) && new Set(names).size === names.length ? [] : ['names of tools are wrong']

/** What is wrong with a request, by what we promise each other and as either vendor, or a server that knows no tools, would be sent it. */
export function faultsAnywhere(request: LlmRequest): string[] {
  const { messages, tools = [], toolsOver = false } = request
  return [
    ...faultsOfRequest(request),
    ...faultsAtAnthropic({ messages: anthropic.messagesOf(messages), ...anthropic.toolsOf(tools, toolsOver) }),
    ...faultsAtOpenAi({ messages: openai.messagesOf(messages), tools: openai.toolsOf(tools) }),
    ...faultsAtOpenAi({ messages: openai.messagesOf(asPlainTalk(messages)) }),
  ]
}
