import type { Outgoing } from '../outgoing/outgoing.ts'
import type { Clock } from './clock.ts'
import { createAnthropic } from './llm/anthropic.ts'
import type { Llm } from './llm/llm.ts'
import { createOpenAi } from './llm/openai.ts'
import { FREE, type Price, priceOf } from './prices.ts'
import { findProgram, type ProgramSurroundings } from './run-program.ts'
import { createCommandStt } from './stt/command.ts'
import { createDeepgramStt } from './stt/deepgram.ts'
import { createOpenAiStt } from './stt/openai.ts'
import type { Stt } from './stt/stt.ts'
import { createCommandTts, customProgram } from './tts/command.ts'
import { createElevenLabsTts } from './tts/elevenlabs.ts'
import { espeakNg } from './tts/espeak.ts'
import { createOpenAiTts } from './tts/openai.ts'
import type { Tts } from './tts/tts.ts'
import { unconfiguredLlm, unconfiguredStt, unconfiguredTts } from './unconfigured.ts'

/** What the operator configured. Null stands for "not set". Base URLs end before the vendor's own path (`…/v1`). */
export interface ProviderSettings {
  anthropic: { key: string | null; baseUrl: string | null; model: string | null }
  /** `baseUrl` serves every capability that has none of its own. */
  openai: { key: string | null; baseUrl: string | null }
  deepgram: { key: string | null }
  elevenlabs: { key: string | null }
  /** `order`: names in fallback order (for sound, `browser` means: none on the server). `baseUrl` and `model` are those of `openai`. */
  llm: { order: string[] | null; baseUrl: string | null; model: string | null }
  /** `baseUrl` and `model` are those of the first vendor in the order; `whisper` is a model of `openai`. `command`: program and arguments. */
  stt: {
    order: string[] | null
    baseUrl: string | null
    model: string | null
    whisper: string | null
    command: string[] | null
  }
  tts: { order: string[] | null; baseUrl: string | null; model: string | null; command: string[] | null }
  programs: ProgramSurroundings
}

export type Vendors<Provider> = { provider: Provider; price: Price | null }[]

interface Needs {
  companion: Llm
  outgoing: Outgoing
  clock?: Clock
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

function sttVendors(settings: ProviderSettings, needs: Needs): Vendors<Stt> {
  const { openai, deepgram, stt, programs } = settings
  const atOpenAi = elsewhere(addressOf('stt', 'openai', settings))
  const withKey = [...(deepgram.key === null ? [] : ['deepgram']), ...(hasOpenAi('stt', settings) ? ['openai'] : [])]
  const order = stt.order ?? (withKey.length > 0 ? withKey : stt.command ? ['command'] : [])
  const modelOf = (name: string) => (isAddressed('stt', name, settings) ? stt.model : null)
  return onServer(order).map((name) => {
    if (name === 'command') {
      if (!stt.command) return { provider: unconfiguredStt(name, 'no program is configured to listen'), price: null }
      return { provider: createCommandStt({ argv: stt.command, surroundings: programs }), price: null }
    }
    if (name === 'deepgram') {
      if (deepgram.key === null) return { provider: unconfiguredStt(name, 'DEEPGRAM_API_KEY is not set'), price: null }
      const baseUrl = elsewhere(addressOf('stt', name, settings))
      const clock = needs.clock ? { clock: needs.clock } : {}
      const where = { ...given({ baseUrl, model: modelOf(name) }), ...waysOut(needs), ...clock }
      return priced(createDeepgramStt({ key: deepgram.key, ...where }), baseUrl)
    }
    if (name !== 'openai') throw unknown('STT', name)
    if (openai.key === null && atOpenAi === null)
      return { provider: unconfiguredStt(name, 'neither OPENAI_API_KEY nor a base URL is set'), price: null }
    const model = modelOf(name) ?? stt.whisper
    return priced(
      createOpenAiStt({ key: openai.key, ...given({ baseUrl: atOpenAi, model }), ...waysOut(needs) }),
      atOpenAi,
    )
  })
}

function ttsVendors(settings: ProviderSettings, needs: Needs): Vendors<Tts> {
  const { openai, elevenlabs, tts, programs } = settings
  const atOpenAi = elsewhere(addressOf('tts', 'openai', settings))
  const hasCommand = tts.command !== null || findProgram('espeak-ng', programs) !== null
  const withKey = [
    ...(elevenlabs.key === null ? [] : ['elevenlabs']),
    ...(hasOpenAi('tts', settings) ? ['openai'] : []),
  ]
  const order = tts.order ?? (withKey.length > 0 ? withKey : hasCommand ? ['command'] : [])
  const modelOf = (name: string) => (isAddressed('tts', name, settings) ? tts.model : null)
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
    if (name === 'elevenlabs') {
      if (elevenlabs.key === null)
        return { provider: unconfiguredTts(name, 'ELEVENLABS_API_KEY is not set'), price: null }
      const baseUrl = elsewhere(addressOf('tts', name, settings))
      const where = { ...given({ baseUrl, model: modelOf(name) }), ...waysOut(needs) }
      return priced(createElevenLabsTts({ key: elevenlabs.key, ...where }), baseUrl)
    }
    if (name !== 'openai') throw unknown('TTS', name)
    if (openai.key === null && atOpenAi === null)
      return { provider: unconfiguredTts(name, 'neither OPENAI_API_KEY nor a base URL is set'), price: null }
    return priced(
      createOpenAiTts({
        key: openai.key,
        ...given({ baseUrl: atOpenAi, model: modelOf(name) }),
        ...waysOut(needs),
      }),
      atOpenAi,
    )
  })
}

/** Where the operator wants a vendor to be asked for something; null: at the vendor's own address. */
export function addressOf(capability: 'llm' | 'stt' | 'tts', name: string, settings: ProviderSettings): string | null {
  if (name === 'anthropic') return settings.anthropic.baseUrl
  const own = isAddressed(capability, name, settings) ? settings[capability].baseUrl : null
  return own ?? (name === 'openai' ? settings.openai.baseUrl : null)
}

/** Whether the address and the model of a capability are this vendor's: they are the first one's that is named, and of nobody named those of `openai`. */
function isAddressed(capability: 'llm' | 'stt' | 'tts', name: string, settings: ProviderSettings): boolean {
  const others = { llm: [], stt: ['deepgram'], tts: ['elevenlabs'] }[capability] as string[]
  const named = settings[capability].order?.find((one) => one === 'openai' || others.includes(one))
  const alone = hasOpenAi(capability, settings) ? 'openai' : others.find((one) => hasKey(one, settings))
  return name === (named ?? alone ?? 'openai')
}

function hasOpenAi(capability: 'llm' | 'stt' | 'tts', { openai, ...settings }: ProviderSettings): boolean {
  return openai.key !== null || elsewhere(settings[capability].baseUrl) !== null
}

function hasKey(name: string, { deepgram, elevenlabs }: ProviderSettings): boolean {
  return (name === 'deepgram' ? deepgram : elevenlabs).key !== null
}

function onServer(order: string[]): string[] {
  return order.filter((name) => name !== 'browser')
}

/** Null also for the vendor's own address written out, which then behaves as the vendor does. */
function elsewhere(baseUrl: string | null): string | null {
  return baseUrl !== null && /^https:\/\/api\.(openai|anthropic|deepgram|elevenlabs)\.(com|io)(\/|$)/.test(baseUrl)
    ? null
    : baseUrl
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
