import type { Tool, ToolCall } from '../providers/llm/llm.ts'

/** What every vendor takes as a name or an id. */
const FITS = /^[A-Za-z0-9_-]{1,64}$/
/** What stands in the history for a name that nobody could have offered. */
const NAMELESS = 'unknown'
/** No tool takes anything nested deeper. What goes through it level by level, as writing it down does, would run out of stack. */
const DEPTH_MAX = 32
/** So much of an input that nests deeper stands in the history, as text; in characters. */
const BEGINNING_MAX = 200

/** The tools a vendor takes: with a name that fits, each once. One that does not fit would have the whole request refused. */
export function callable(tools: readonly Tool[]): Tool[] {
  const names = new Set<string>()
  return tools.filter(({ name }) => FITS.test(name) && !names.has(name) && names.add(name))
}

/**
 * Calls of one turn as they may stand in its history, whatever a model made up: each with an id that no other has, which some servers leave
 * out or give twice, with a name that is one, and with an input that can be written down: of one that nests too deep only its beginning, as text.
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
    return { id, name: FITS.test(call.name) ? call.name : NAMELESS, input: writable(call.input) }
  }
}

const writable = (input: unknown): unknown =>
  isDeeper(input, DEPTH_MAX) ? JSON.stringify(upTo(input, DEPTH_MAX)).slice(0, BEGINNING_MAX).toWellFormed() : input

const isNested = (value: unknown): value is object => typeof value === 'object' && value !== null

/** Goes down level by level, so that no input is too deep to be looked at. */
function isDeeper(input: unknown, levels: number): boolean {
  let level = [input].filter(isNested)
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > levels) return true
    level = level.flatMap((value) => Object.values(value)).filter(isNested)
  }
  return false
}

/** The value with nothing in it that nests deeper. */
function upTo(value: unknown, levels: number): unknown {
  if (!isNested(value)) return value
  if (levels === 0) return null
  if (Array.isArray(value)) return value.map((item) => upTo(item, levels - 1))
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, upTo(item, levels - 1)]))
}

/** Calls that ask for the same have the same, in whatever order their fields stand. */
export function meaningOf({ name, input }: ToolCall): string {
  const sorted = (_: string, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value
  return `${name} ${JSON.stringify(input, sorted)}`
}
