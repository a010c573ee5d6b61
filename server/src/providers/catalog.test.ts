import { describe, expect, onTestFinished, test } from 'vitest'
import { createOutgoing } from '../outgoing/outgoing.ts'
import { createProviders, type ProviderNeeds } from './catalog.ts'
import { type Clock, realClock } from './clock.ts'
import { startAnthropicServer } from './conformance/anthropic-server.ts'
import { startSpeechServer, startTranscriptionServer } from './conformance/audio-server.ts'
import { startDeepgramServer } from './conformance/deepgram-server.ts'
import { startElevenLabsServer } from './conformance/elevenlabs-server.ts'
import { FAILURES, failureFrom, SECRET_KEY } from './conformance/failures.ts'
import { createHandClock } from './conformance/hand-clock.ts'
import { heardUntil, rampFrames } from './conformance/listening.ts'
import { aRequest, collect, type LlmScene, REPLY_WORDS } from './conformance/llm.ts'
import { NO_PROVIDERS } from './conformance/no-providers.ts'
import { startOpenAiServer } from './conformance/openai-server.ts'
import { startSearxngServer } from './conformance/searxng-server.ts'
import { aTone, HEARD } from './conformance/stt.ts'
import { speaking } from './conformance/tts.ts'
import { createScriptedLlm } from './scripted.ts'
import type { ProviderSettings } from './settings.ts'
import type { Use } from './with-meter.ts'

const AT = new Date('2026-03-01T08:00:00Z')
const inTime = () => AbortSignal.timeout(10_000)

/** The machine's time, but for the two seconds that a vendor asks us to wait before each of three more tries. */
const hurried: Clock = { ...realClock, after: (ms, ring) => realClock.after(ms === 2_000 ? 0 : ms, ring) }

function providersWith(settings: Partial<ProviderSettings>, needs: Partial<ProviderNeeds> = {}) {
  const uses: Use[] = []
  const warnings: object[] = []
  const companion = createScriptedLlm(() => ({ words: ['Tell me more.'] }), { name: 'companion', model: null })
  const providers = createProviders(
    { ...NO_PROVIDERS, ...settings },
    {
      companion,
      outgoing: createOutgoing(),
      now: () => AT,
      random: () => 0,
      clock: hurried,
      onUse: (use) => uses.push(use),
      log: { warn: (fields) => warnings.push(fields), debug: () => {} },
      ...needs,
    },
  )
  return { ...providers, companion, uses, warnings }
}

async function anthropicAt(scene: LlmScene) {
  const server = await startAnthropicServer(scene)
  onTestFinished(() => server.close())
  return { server, anthropic: { key: SECRET_KEY, baseUrl: server.url, model: null } }
}

async function openAiAt(scene: LlmScene) {
  const server = await startOpenAiServer(scene)
  onTestFinished(() => server.close())
  return { server, openai: { key: SECRET_KEY, baseUrl: `${server.url}/v1` } }
}

const orderOf = (settings: Partial<ProviderSettings>) => {
  const { llm, stt, tts } = providersWith(settings).describe()
  return [llm, stt, tts].map((several) => several.map(({ name }) => name).join())
}

describe('who serves', () => {
  const anthropic = { key: 'a', baseUrl: null, model: null }
  const openai = { key: 'o', baseUrl: null }
  const local = { key: null, baseUrl: 'http://localhost:11434/v1' }
  const speak = { order: null, baseUrl: null, model: null, whisper: null, command: ['piper'] }

  test.each<[string, Partial<ProviderSettings>, string[]]>([
    ['nothing is configured', {}, ['companion', '', '']],
    ['anthropic has a key: no companion behind it', { anthropic }, ['anthropic', '', '']],
    ['both have keys', { anthropic, openai }, ['anthropic,openai', 'openai', 'openai']],
    ['a model runs on this machine', { openai: local }, ['openai', '', '']],
    [
      'vendors of speech have keys',
      { openai, deepgram: { key: 'd' }, elevenlabs: { key: 'e' } },
      ['openai', 'deepgram,openai', 'elevenlabs,openai'],
    ],
    ['programs are configured', { stt: speak, tts: speak }, ['companion', 'command', 'command']],
    [
      'a key and programs are there: the key goes first',
      { openai, stt: speak, tts: speak },
      ['openai', 'openai', 'openai'],
    ],
    [
      'an order is given',
      { anthropic, llm: { order: ['companion', 'anthropic'], baseUrl: null, model: null } },
      ['companion,anthropic', '', ''],
    ],
    [
      'the browser is wanted',
      { openai, stt: { ...speak, order: ['browser'] }, tts: { ...speak, order: ['browser'] } },
      ['openai', '', ''],
    ],
  ])('when %s', (_, settings, expected) => {
    expect(orderOf(settings)).toEqual(expected)
  })

  test('espeak-ng is found by itself', async () => {
    const { createPrograms } = await import('./conformance/programs.ts')
    const { script, folder, surroundings, close } = createPrograms('/nowhere')
    onTestFinished(close)
    await script('espeak-ng', 'true')
    expect(orderOf({ programs: { ...surroundings, path: `/nowhere:${folder}` } })).toEqual(['companion', '', 'command'])
  })

  test('an order that names a stranger is refused', () => {
    expect(() => providersWith({ llm: { order: ['oracle'], baseUrl: null, model: null } })).toThrow(
      'LLM names "oracle"',
    )
  })

  test('no recogniser and no voice are null', () => {
    expect(providersWith({})).toMatchObject({ stt: null, tts: null })
  })
})

describe('a reply', () => {
  test('comes from the next in order when the first fails before its first word, and every try is metered', async () => {
    const { anthropic } = await anthropicAt('bad-key')
    const { openai } = await openAiAt('plain')
    const { llm, uses, warnings } = providersWith({ anthropic, openai })
    const parts = await collect(llm.stream(aRequest(), { signal: inTime() }))
    expect(parts.filter((part) => part.type === 'start')).toEqual([
      { type: 'start', provider: 'openai', model: 'gpt-6-luna' },
    ])
    expect(parts.filter((part) => part.type === 'delta')).toHaveLength(REPLY_WORDS.length)
    expect(uses).toMatchObject([
      {
        capability: 'llm',
        provider: 'anthropic',
        at: AT,
        outcome: 'failed',
        failure: { kind: 'misconfigured' },
        firstPartMs: null,
      },
      { provider: 'openai', outcome: 'complete', failure: null, inputTokens: 120, outputTokens: 9, costMicros: null },
    ])
    expect(uses[1]?.firstPartMs).toBeLessThanOrEqual(uses[1]?.totalMs ?? 0)
    expect(warnings).toMatchObject([
      { provider: 'anthropic', kind: 'misconfigured', detail: 'the key was not accepted' },
    ])
    expect(JSON.stringify(warnings)).not.toContain(SECRET_KEY)
  })

  test('that broke off after its first word is not begun again by another', async () => {
    const { anthropic } = await anthropicAt('cut')
    const { openai, server } = await openAiAt('plain')
    const { llm } = providersWith({ anthropic, openai })
    expect(await failureFrom(collect(llm.stream(aRequest(), { signal: inTime() })))).toMatchObject({
      provider: 'anthropic',
    })
    expect(server.requests).toHaveLength(0)
  })

  test('never comes from the companion when a vendor’s key is broken, unless it is named', async () => {
    const { anthropic } = await anthropicAt('bad-key')
    const alone = providersWith({ anthropic })
    expect(await failureFrom(collect(alone.llm.stream(aRequest(), { signal: inTime() })))).toMatchObject({
      kind: 'misconfigured',
    })
    expect(alone.companion.requests).toHaveLength(0)
    const named = providersWith({ anthropic, llm: { order: ['anthropic', 'companion'], baseUrl: null, model: null } })
    const parts = await collect(named.llm.stream(aRequest(), { signal: inTime() }))
    expect(parts).toContainEqual({ type: 'delta', text: 'Tell me more.' })
    expect(named.uses).toMatchObject([{ provider: 'anthropic' }, { provider: 'companion', costMicros: 0 }])
  })

  test('is refused at once while the vendor is left alone, and asked for again 30 s later', async () => {
    const clock = createHandClock()
    const { anthropic, server } = await anthropicAt('bad-key')
    const { llm, describe: state } = providersWith({ anthropic }, { clock })
    const ask = () => failureFrom(collect(llm.stream(aRequest(), { signal: inTime() })))
    for (let turn = 0; turn < 5; turn++) await ask()
    expect(state().llm).toEqual([{ name: 'anthropic', model: 'claude-haiku-5-5', breaker: 'open' }])
    expect(await ask()).toMatchObject({ kind: 'unavailable', retryAfterMs: 30_000 })
    expect(server.requests).toHaveLength(5)
    await clock.advance(30_000)
    await ask()
    expect(server.requests).toHaveLength(6)
  })

  test('that hangs is given up after 15 s, and the next in order answers', async () => {
    const clock = createHandClock()
    const { anthropic } = await anthropicAt('held')
    const { openai } = await openAiAt('plain')
    const { llm, uses } = providersWith({ anthropic, openai }, { clock })
    const parts = collect(llm.stream(aRequest(), { signal: inTime() }))
    await clock.advance(15_000)
    expect((await parts)[0]).toMatchObject({ provider: 'openai' })
    expect(uses[0]).toMatchObject({ provider: 'anthropic', outcome: 'failed', totalMs: 15_000 })
  })

  test('that the learner interrupts is metered as that', async () => {
    const { anthropic } = await anthropicAt('halting')
    const { llm, uses } = providersWith({ anthropic })
    const interruption = new AbortController()
    for await (const part of llm.stream(aRequest(), { signal: interruption.signal }))
      if (part.type === 'delta') interruption.abort()
    expect(uses).toMatchObject([{ outcome: 'aborted', failure: null, costMicros: null }])
  })
})

describe('sound', () => {
  test('is heard and spoken, and metered by its length', async () => {
    const [hearing, voice] = [await startTranscriptionServer('plain'), await startSpeechServer('plain')]
    onTestFinished(async () => void (await Promise.all([hearing.close(), voice.close()])))
    const toVendor: typeof fetch = (url, init) =>
      (String(url).includes('transcriptions') ? hearing : voice).insteadOf('https://api.openai.com/v1')(url, init)
    const { stt, tts, uses } = providersWith({ openai: { key: SECRET_KEY, baseUrl: null } }, { fetch: toVendor })
    expect(await stt?.transcribe(aTone(3_000), { language: 'en', signal: inTime() })).toMatchObject({ text: HEARD })
    await collect(tts?.speak('Good morning.', speaking()) ?? (async function* () {})())
    expect(uses).toMatchObject([
      { capability: 'stt', provider: 'openai', model: 'whisper-1', outcome: 'complete', seconds: 3, costMicros: 300 },
      { capability: 'tts', model: 'tts-1', outcome: 'complete', characters: 13, seconds: 0.5, costMicros: 195 },
    ])
  })

  test('at the vendor’s own address, written out, has the vendor’s price', async () => {
    const server = await startSpeechServer('plain')
    onTestFinished(() => server.close())
    const openai = { key: SECRET_KEY, baseUrl: 'https://api.openai.com/v1' }
    const { tts, uses } = providersWith({ openai }, { fetch: server.insteadOf(openai.baseUrl) })
    await collect(tts?.speak('Hello.', speaking()) ?? (async function* () {})())
    expect(uses).toMatchObject([{ costMicros: 90 }])
    expect(server.requests.map(({ path }) => path)).toEqual(['/v1/audio/speech'])
  })

  test('that a learner withdraws is a failure to hear, not a silence, and nobody else is asked', async () => {
    const server = await startTranscriptionServer('hangs')
    onTestFinished(() => server.close())
    const { stt, uses } = providersWith({
      stt: { ...NO_PROVIDERS.stt, order: ['openai', 'command'], baseUrl: server.url, command: ['true'] },
    })
    const leaving = new AbortController()
    const hearing = failureFrom(
      stt?.transcribe(aTone(), { language: null, signal: leaving.signal }) ?? Promise.resolve(),
    )
    await server.begun()
    leaving.abort()
    expect(await hearing).toMatchObject({ kind: 'unavailable' })
    expect(uses).toMatchObject([{ outcome: 'aborted' }])
  })
})

describe('vendors of speech', () => {
  const modelsOf = (settings: Partial<ProviderSettings>) => {
    const { stt, tts } = providersWith({ deepgram: { key: 'd' }, elevenlabs: { key: 'e' }, ...settings }).describe()
    return [...stt, ...tts].map(({ name, model }) => `${name} ${model}`)
  }
  const stt = { ...NO_PROVIDERS.stt, model: 'flux-general-en' }

  test('have models of their own, and what is configured is the first one’s', () => {
    const openai = { key: 'o', baseUrl: null }
    const voices = ['elevenlabs eleven_flash_v2_5', 'openai tts-1']
    expect(modelsOf({ openai })).toEqual(['deepgram nova-3', 'openai whisper-1', ...voices])
    expect(modelsOf({ openai, stt: { ...stt, order: ['deepgram', 'openai'], whisper: 'large' } })).toEqual([
      'deepgram flux-general-en',
      'openai large',
      ...voices,
    ])
    expect(modelsOf({ openai, stt: { ...stt, model: 'whisper-2' } }).slice(0, 2)).toEqual([
      'deepgram nova-3',
      'openai whisper-2',
    ])
    expect(modelsOf({ stt })).toEqual(['deepgram flux-general-en', 'elevenlabs eleven_flash_v2_5'])
  })

  test('say which key is missing', async () => {
    const { probe } = providersWith({
      stt: { ...NO_PROVIDERS.stt, order: ['deepgram'] },
      tts: { ...NO_PROVIDERS.tts, order: ['elevenlabs'] },
    })
    expect((await probe({ signal: inTime() })).map(({ detail }) => detail)).toEqual([
      'it answers',
      'DEEPGRAM_API_KEY is not set',
      'ELEVENLABS_API_KEY is not set',
    ])
  })

  test.each(['bad-key', 'no-credit', 'rate-limited'] as const)(
    'that answer with %s are told to the operator, without the key',
    async (scene) => {
      const [ears, mouth] = [await startDeepgramServer({ listening: scene }), await startElevenLabsServer(scene)]
      onTestFinished(async () => void (await Promise.all([ears.close(), mouth.close()])))
      const { stt, tts, warnings } = providersWith({
        ...{ deepgram: { key: SECRET_KEY }, elevenlabs: { key: SECRET_KEY } },
        stt: { ...NO_PROVIDERS.stt, baseUrl: ears.url, order: ['deepgram'] },
        tts: { ...NO_PROVIDERS.tts, baseUrl: mouth.url, order: ['elevenlabs'] },
      })
      const stream = stt?.listen?.({ language: 'en', signal: inTime() })
      const { kind } = FAILURES[scene]
      expect(await failureFrom(heardUntil(stream?.signals ?? (async function* () {})(), 1))).toMatchObject({ kind })
      const spoken = collect(tts?.speak('Hello.', speaking()) ?? (async function* () {})())
      expect(await failureFrom(spoken)).toMatchObject({ kind })
      expect(new Set(warnings.map((warning) => Object(warning).provider))).toEqual(new Set(['deepgram', 'elevenlabs']))
      expect(JSON.stringify(warnings)).not.toContain(SECRET_KEY)
    },
  )

  test('listen and speak through every guard, at the operator’s own address', async () => {
    const [ears, mouth] = [await startDeepgramServer(), await startElevenLabsServer('plain')]
    onTestFinished(async () => void (await Promise.all([ears.close(), mouth.close()])))
    const { stt, tts, uses, probe } = providersWith({
      ...{ deepgram: { key: SECRET_KEY }, elevenlabs: { key: SECRET_KEY } },
      stt: { ...NO_PROVIDERS.stt, order: ['deepgram'], baseUrl: `${ears.url}/v1` },
      tts: { ...NO_PROVIDERS.tts, order: ['elevenlabs'], baseUrl: `${mouth.url}/v1` },
    })
    const leave = new AbortController()
    const stream = stt?.listen?.({ language: 'en', signal: leave.signal })
    for (const frame of rampFrames(50)) stream?.push(frame)
    const heard = await heardUntil(stream?.signals ?? (async function* () {})(), 2)
    expect(heard.at(-1)?.text).toBe('Yes.')
    leave.abort()
    const pieces = await collect(tts?.speakTimed?.('Good morning.', speaking()) ?? (async function* () {})())
    expect(pieces.flatMap(({ words = [] }) => words.map(({ text }) => text))).toEqual(['Good', 'morning.'])
    expect((await probe({ signal: inTime() })).every(({ ok }) => ok)).toBe(true)
    expect(uses).toMatchObject([
      { provider: 'deepgram', outcome: 'complete', seconds: 1, costMicros: null },
      { provider: 'elevenlabs', outcome: 'complete', characters: 13, seconds: 0.5 },
    ])
  })
})

describe('who is searched', () => {
  const search = { ...NO_PROVIDERS.search, order: null }
  const named = (wishes: Partial<ProviderSettings['search']>, tavily: string | null = null) =>
    providersWith({ tavily: { key: tavily }, search: { ...search, ...wishes } })
      .describe()
      .search.map(({ name }) => name)

  test('those that need nothing and those that are set up, or whoever is named, or nobody', () => {
    expect(named({})).toEqual(['wikipedia', 'arxiv'])
    const searxng = { baseUrl: 'http://localhost:8888' }
    expect(named({ searxng }, 'k')).toEqual(['tavily', 'searxng', 'wikipedia', 'arxiv'])
    expect(named({ order: ['arxiv', 'tavily'] }, 'k')).toEqual(['arxiv', 'tavily'])
    expect(named({ order: ['off'] }, 'k')).toEqual([])
  })

  test('each is asked by itself and counted, and one that is named without its key says so', async () => {
    const server = await startSearxngServer('plain')
    onTestFinished(() => server.close())
    const named = { ...search, order: ['tavily', 'searxng'], searxng: { baseUrl: server.url } }
    const providers = providersWith({ search: named })
    const [tavily, searxng] = providers.search
    const asking = { query: 'tides', language: 'en', limit: 3, signal: inTime() }
    expect(await failureFrom(tavily?.search(asking) ?? Promise.resolve())).toMatchObject({
      detail: 'TAVILY_API_KEY is not set',
    })
    expect(await searxng?.search(asking)).toHaveLength(2)
    expect(providers.uses).toMatchObject([
      { capability: 'search', provider: 'tavily', outcome: 'failed' },
      { capability: 'search', provider: 'searxng', outcome: 'complete', costMicros: 0 },
    ])
    expect(await providers.probe({ signal: inTime(), only: 'search' })).toMatchObject([
      { name: 'tavily', ok: false },
      { name: 'searxng', ok: true, detail: 'it answers' },
    ])
  })
})

describe('who looks at pictures', () => {
  const anthropic = { key: 'a', baseUrl: null, model: null }
  const openai = { key: null, baseUrl: 'http://localhost:11434/v1' }
  const named = (settings: Partial<ProviderSettings>) =>
    providersWith(settings)
      .describe()
      .sight.map(({ name, model }) => `${name} ${model}`)

  test('those who are given the words anyway, and nobody besides', () => {
    const llm = { order: ['companion'], baseUrl: null, model: null }
    expect(named({})).toEqual([])
    expect(named({ anthropic, openai })).toEqual(['anthropic claude-haiku-5-5', 'openai gpt-6-luna'])
    expect(named({ anthropic, openai, llm })).toEqual([])
    const own = { order: ['openai'], baseUrl: null, model: 'llava' }
    expect(named({ anthropic, openai, sight: own })).toEqual(['openai llava'])
    expect(named({ anthropic, sight: { ...own, order: ['none'] } })).toEqual([])
  })

  test('one that takes no pictures is stepped in for, and one that is down is waited for', async () => {
    const look = async (scene: LlmScene, patient: boolean) => {
      const [{ openai }, { anthropic }] = [await openAiAt(scene), await anthropicAt('plain')]
      const order = { order: ['openai', 'anthropic'], baseUrl: null, model: null }
      const { sight, uses } = providersWith({ anthropic, openai, sight: order })
      const seen = sight?.look(new Uint8Array([1]), { language: 'en', signal: inTime(), patient })
      const by = await Promise.resolve(seen).then(
        (one) => one?.by,
        ({ kind }) => kind,
      )
      return [by, uses.at(-1)?.capability]
    }
    const other = ['anthropic/claude-haiku-5-5', 'sight']
    // It refuses pictures, its key is not taken, it looks away.
    for (const scene of ['too-large', 'bad-key', 'plain'] as const) expect(await look(scene, true)).toEqual(other)
    expect(await look('rate-limited', true)).toEqual(['rate-limited', 'sight'])
    expect(await look('rate-limited', false)).toEqual(other)
  })
})

test('the doctor hears what is wrong with each, in plain words', async () => {
  const { anthropic } = await anthropicAt('no-credit')
  const { openai } = await openAiAt('missing-model')
  const settings = {
    anthropic,
    openai,
    stt: { ...NO_PROVIDERS.stt, order: ['command'], command: ['whisper-nobody-has'] },
  }
  const { probe } = providersWith({
    ...settings,
    llm: { order: ['anthropic', 'openai', 'companion'], baseUrl: null, model: 'tiny' },
    tts: { ...NO_PROVIDERS.tts, order: ['command'] },
    sight: { ...NO_PROVIDERS.sight, order: ['none'] },
  })
  const host = new URL(openai.baseUrl).host
  expect(await probe({ signal: inTime() })).toEqual([
    {
      capability: 'llm',
      name: 'anthropic',
      model: 'claude-haiku-5-5',
      ok: false,
      detail: 'the account has no credit or quota left',
    },
    { capability: 'llm', name: 'openai', model: 'tiny', ok: false, detail: `there is no model "tiny" at ${host}` },
    { capability: 'llm', name: 'companion', model: null, ok: true, detail: 'it answers' },
    {
      capability: 'stt',
      name: 'command',
      model: null,
      ok: false,
      detail: 'the program whisper-nobody-has is not there or may not be run',
    },
    {
      capability: 'tts',
      name: 'command',
      model: null,
      ok: false,
      detail: 'no program is configured to speak, and espeak-ng is not installed',
    },
    {
      capability: 'embeddings',
      name: 'openai',
      model: 'text-embedding-3-small',
      ok: false,
      detail: `there is no model "text-embedding-3-small" at ${host}`,
    },
  ])
})

test('a model named without its key says which setting is missing', async () => {
  const { llm } = providersWith({ llm: { order: ['anthropic'], baseUrl: null, model: null } })
  expect(await failureFrom(collect(llm.stream(aRequest(), { signal: inTime() })))).toMatchObject({
    kind: 'misconfigured',
    detail: 'ANTHROPIC_API_KEY is not set',
  })
})
