import type { ChatMessage, LlmRequest, Tool } from '../llm/llm.ts'

const FITS = /^[A-Za-z0-9_-]{1,64}$/

/** What is wrong with a request, by what `llm.ts` promises every provider. */
export function faultsOfRequest({ messages, tools = [], toolsOver = false }: LlmRequest): string[] {
  const faults = messages.flatMap((message, at) => [
    ...faultsOfMessage(message, at),
    ...unanswered(message, messages[at + 1]),
    ...unasked(message, messages[at - 1]),
  ])
  const calls = messages.flatMap((message) => message.calls ?? [])
  if (messages.length % 2 === 0) faults.push('the last message is not the learner’s')
  if (new Set(calls.map(({ id }) => id)).size < calls.length) faults.push('two calls have one id')
  if (calls.some(({ id, name }) => !FITS.test(id) || !FITS.test(name))) faults.push('an id or a name does not fit')
  if (calls.length > 0 && tools.length === 0) faults.push('calls, and no tool is declared')
  if (toolsOver && tools.length === 0) faults.push('tools are over that never were')
  return [...faults, ...faultsOfTools(tools)]
}

function faultsOfMessage({ role, text, calls = [], results = [] }: ChatMessage, at: number): string[] {
  const faults: string[] = []
  if ((role === 'learner') !== (at % 2 === 0)) faults.push(`message ${at} is out of turn`)
  if (!text.trim() && calls.length + results.length === 0) faults.push(`message ${at} is empty`)
  if (role === 'learner' && calls.length > 0) faults.push(`the learner calls tools in message ${at}`)
  if (role === 'companion' && results.length > 0) faults.push(`the companion answers calls in message ${at}`)
  if (results.some((result) => !result.text.trim())) faults.push(`a result of message ${at} is empty`)
  return faults
}

const idsOf = (some: readonly { id: string }[] | undefined) => (some ?? []).map(({ id }) => id).join()

function unanswered({ calls }: ChatMessage, next: ChatMessage | undefined): string[] {
  return calls?.length && idsOf(calls) !== idsOf(next?.results) ? [`calls ${idsOf(calls)} are not answered`] : []
}

function unasked({ results }: ChatMessage, before: ChatMessage | undefined): string[] {
  return results?.length && idsOf(results) !== idsOf(before?.calls) ? [`${idsOf(results)} were not called`] : []
}

function faultsOfTools(tools: readonly Tool[]): string[] {
  const names = tools.map(({ name }) => name)
  return [
    ...names.filter((name) => !FITS.test(name)).map((name) => `no tool may be called ${name}`),
    ...(new Set(names).size < names.length ? ['two tools have one name'] : []),
  ]
}
