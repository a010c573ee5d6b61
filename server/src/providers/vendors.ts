import type { Outgoing } from '../outgoing/outgoing.ts'
import { createAnthropic } from './llm/anthropic.ts'
import type { Llm } from './llm/llm.ts'
import { createOpenAi } from './llm/openai.ts'
import { FREE, type Price, priceOf } from './prices.ts'
import { findProgram, type ProgramSurroundings } from './run-program.ts'
import { createCommandStt } from './stt/command.ts'
import { createOpenAiStt } from './stt/openai.ts'
import type { Stt } from './stt/stt.ts'
import { createCommandTts, customProgram } from './tts/command.ts'
import { espeakNg } from './tts/espeak.ts'
import { createOpenAiTts } from './tts/openai.ts'
import type { Tts } from './tts/tts.ts'
import { unconfiguredLlm, unconfiguredStt, unconfiguredTts } from './unconfigured.ts'

/** What the operator configured. Null stands for "not set". Base URLs end before the vendor's own path (`…/v1`). */
export interface ProviderSettings {
  anthropic: { key: string | null; baseUrl: string | null; model: string | null }
  /** `baseUrl` serves every capability that has none of its own. */
  openai: { key: string | null; baseUrl: string | null }
  /** `order`: names in fallback order (for sound, `browser` means: none on the server). `baseUrl` and `model` are those of `openai`. */
  llm: { order: string[] | null; baseUrl: string | null; model: string | null }
  /** `command`: program and arguments. */
  stt: { order: string[] | null; baseUrl: string | null; model: string | null; command: string[] | null }
  tts: { order: string[] | null; baseUrl: string | null; model: string | null; command: string[] | null }
  programs: ProgramSurroundings
}

export type Vendors<Provider> = { provider: Provider; price: Price | null }[]

interface Needs {
  companion: Llm
  outgoing: Outgoing
  /** In the place of every way out; for tests. */
  fetch?: typeof globalThis.fetch
}

/** The providers that serve, in order. A vendor that is named but not configured is there and says so when asked. */
export function vendorsOf(
  settings: ProviderSettings,
  needs: Needs,
): { llm: Vendors<Llm>; stt: Vendors<Stt>; tts: Vendors<Tts> } {
  return { llm: llmVendors(settings, needs), stt: sttVendors(settings, needs), tts: ttsVendors(settings, needs) }
}

function llmVendors({ anthropic, openai, llm }: ProviderSettings, needs: Needs): Vendors<Llm> {
  const baseUrl = elsewhere(llm.baseUrl ?? openai.baseUrl)
  const has = { anthropic: anthropic.key !== null, openai: openai.key !== null || baseUrl !== null }
  const withKey = (['anthropic', 'openai'] as const).filter((name) => has[name])
  const order = llm.order ?? (withKey.length > 0 ? withKey : ['companion'])
  return order.map((name) => {
    if (name === 'companion') return { provider: needs.companion, price: FREE }
    if (name === 'anthropic') {
      if (anthropic.key === null)
        return { provider: unconfiguredLlm(name, 'ANTHROPIC_API_KEY is not set'), price: null }
      const { key } = anthropic
      const baseUrl = elsewhere(anthropic.baseUrl)
      return priced(createAnthropic({ key, ...given({ baseUrl, model: anthropic.model }), ...waysOut(needs) }), baseUrl)
    }
    if (name !== 'openai') throw unknown('LLM', name)
    if (!has.openai)
      return { provider: unconfiguredLlm(name, 'neither OPENAI_API_KEY nor a base URL is set'), price: null }
    return priced(
      createOpenAi({ key: openai.key, ...given({ baseUrl, model: llm.model }), ...waysOut(needs) }),
      baseUrl,
    )
  })
}

function sttVendors({ openai, stt, programs }: ProviderSettings, needs: Needs): Vendors<Stt> {
  const baseUrl = elsewhere(stt.baseUrl ?? openai.baseUrl)
  const hasOpenAi = openai.key !== null || elsewhere(stt.baseUrl) !== null
  const order = stt.order ?? (hasOpenAi ? ['openai'] : stt.command ? ['command'] : [])
  return onServer(order).map((name) => {
    if (name === 'command') {
      if (!stt.command) return { provider: unconfiguredStt(name, 'no program is configured to listen'), price: null }
      return { provider: createCommandStt({ argv: stt.command, surroundings: programs }), price: null }
    }
    if (name !== 'openai') throw unknown('STT', name)
    if (openai.key === null && baseUrl === null)
      return { provider: unconfiguredStt(name, 'neither OPENAI_API_KEY nor a base URL is set'), price: null }
    return priced(
      createOpenAiStt({ key: openai.key, ...given({ baseUrl, model: stt.model }), ...waysOut(needs) }),
      baseUrl,
    )
  })
}

function ttsVendors({ openai, tts, programs }: ProviderSettings, needs: Needs): Vendors<Tts> {
  const baseUrl = elsewhere(tts.baseUrl ?? openai.baseUrl)
  const hasOpenAi = openai.key !== null || elsewhere(tts.baseUrl) !== null
  const hasCommand = tts.command !== null || findProgram('espeak-ng', programs) !== null
  const order = tts.order ?? (hasOpenAi ? ['openai'] : hasCommand ? ['command'] : [])
  return onServer(order).map((name) => {
    if (name === 'command') {
      if (!hasCommand)
        return {
          provider: unconfiguredTts(name, 'no program is configured to speak, and espeak-ng is not installed'),
          price: null,
        }
      const program = tts.command ? customProgram(tts.command) : espeakNg(programs)
      return { provider: createCommandTts({ program, surroundings: programs }), price: null }
    }
    if (name !== 'openai') throw unknown('TTS', name)
    if (openai.key === null && baseUrl === null)
      return { provider: unconfiguredTts(name, 'neither OPENAI_API_KEY nor a base URL is set'), price: null }
    return priced(
      createOpenAiTts({ key: openai.key, ...given({ baseUrl, model: tts.model }), ...waysOut(needs) }),
      baseUrl,
    )
  })
}

function onServer(order: string[]): string[] {
  return order.filter((name) => name !== 'browser')
}

/** Null also for the vendor's own address written out, which then behaves as the vendor does. */
function elsewhere(baseUrl: string | null): string | null {
  return baseUrl !== null && /^https:\/\/api\.(openai|anthropic)\.com(\/|$)/.test(baseUrl) ? null : baseUrl
}

/** List prices hold at the vendor's own address only. */
function priced<Provider extends { name: string; model: string | null }>(provider: Provider, baseUrl: string | null) {
  return { provider, price: baseUrl === null ? priceOf(provider.name, provider.model) : null }
}

function given({ baseUrl, model }: { baseUrl: string | null; model: string | null }) {
  return { baseUrl: baseUrl ?? undefined, model: model ?? undefined }
}

function waysOut({ outgoing, fetch }: Needs) {
  return { outgoing, ...(fetch ? { fetch } : {}) }
}

function unknown(key: string, name: string): Error {
  return new Error(`${key} names "${name}", which is no provider of ours.`)
}
