import type { Tool, ToolCall } from '../providers/llm/llm.ts'

/** What every vendor takes as a name or an id. */
const FITS = /^[A-Za-z0-9_-]{1,64}$/
/** What stands in the history for a name that nobody could have offered. */
const NAMELESS = 'unknown'

/** The tools a vendor takes: with a name that fits, each once. One that does not fit would have the whole request refused. */
export function callable(tools: readonly Tool[]): Tool[] {
  const names = new Set<string>()
  return tools.filter(({ name }) => FITS.test(name) && !names.has(name) && names.add(name))
}

/**
 * Calls of one turn as they may stand in its history, whatever a model made up: each with an id that no other has, which some servers leave
 * out or give twice, and with a name that is one.
 */
export function createCalls() {
  const ids = new Set<string>()

  function ownId(): string {
    let number = ids.size + 1
    while (ids.has(`call_${number}`)) number += 1
    return `call_${number}`
  }

  return (call: ToolCall): ToolCall => {
    const id = FITS.test(call.id) && !ids.has(call.id) ? call.id : ownId()
    ids.add(id)
    return { id, name: FITS.test(call.name) ? call.name : NAMELESS, input: call.input }
  }
}

/** Calls that ask for the same have the same, in whatever order their fields stand. */
export function meaningOf({ name, input }: ToolCall): string {
  const sorted = (_: string, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value
  return `${name} ${JSON.stringify(input, sorted)}`
}
