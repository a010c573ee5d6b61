import { expect, test } from 'vitest'
import { createOutgoing } from '../outgoing/outgoing.ts'
import { createProviders } from './catalog.ts'
import { NO_PROVIDERS } from './conformance/no-providers.ts'
import { createCompanion } from './llm/companion/companion.ts'
import { recipientsOf } from './recipients.ts'
import type { ProviderSettings } from './settings.ts'

const of = (settings: ProviderSettings) =>
  recipientsOf(
    createProviders(settings, {
      companion: createCompanion(),
      outgoing: createOutgoing(),
      now: () => new Date(),
    }).describe(),
    settings,
  ).map(({ name, host, gets, outside }) => ({ name, host, gets, outside }))

test('with NO_PROVIDERS configured, and with programs of one’s own, nobody is given anything', () => {
  expect(of(NO_PROVIDERS)).toEqual([])
  expect(of({ ...NO_PROVIDERS, stt: { ...NO_PROVIDERS.stt, order: ['command'], command: ['listen'] } })).toEqual([])
})

test('vendors are named, also those that only step in', () => {
  const settings = {
    ...NO_PROVIDERS,
    anthropic: { ...NO_PROVIDERS.anthropic, key: 'k' },
    openai: { key: 'k', baseUrl: null },
  }
  expect(of(settings)).toEqual([
    { name: 'Anthropic', host: 'api.anthropic.com', gets: 'words', outside: true },
    { name: 'OpenAI', host: 'api.openai.com', gets: 'words', outside: true },
    { name: 'OpenAI', host: 'api.openai.com', gets: 'speech', outside: true },
    { name: 'OpenAI', host: 'api.openai.com', gets: 'replies', outside: true },
    { name: 'Anthropic', host: 'api.anthropic.com', gets: 'pictures', outside: true },
    { name: 'OpenAI', host: 'api.openai.com', gets: 'pictures', outside: true },
  ])
})

test('vendors of speech are told apart from the address that is another’s', () => {
  const settings = {
    ...NO_PROVIDERS,
    ...{ deepgram: { key: 'k' }, elevenlabs: { key: 'k' }, openai: { key: 'k', baseUrl: 'http://localhost:9000/v1' } },
    stt: { ...NO_PROVIDERS.stt, order: ['openai', 'deepgram'] },
    tts: { ...NO_PROVIDERS.tts, order: ['elevenlabs', 'openai'], baseUrl: 'https://voices.example.com' },
  }
  expect(of(settings).slice(1)).toEqual([
    { name: 'localhost', host: 'localhost', gets: 'speech', outside: false },
    { name: 'Deepgram', host: 'api.deepgram.com', gets: 'speech', outside: true },
    { name: 'voices.example.com', host: 'voices.example.com', gets: 'replies', outside: true },
    { name: 'localhost', host: 'localhost', gets: 'replies', outside: false },
    { name: 'localhost', host: 'localhost', gets: 'pictures', outside: false },
  ])
})

test('whoever is searched is named, also a search server of the operator’s', () => {
  const search = { ...NO_PROVIDERS.search, order: null }
  const at = (baseUrl: string) =>
    of({ ...NO_PROVIDERS, tavily: { key: 'k' }, search: { ...search, searxng: { baseUrl } } })
  expect(at('http://search.lan:8888')).toEqual([
    { name: 'Tavily', host: 'api.tavily.com', gets: 'queries', outside: true },
    { name: 'search.lan', host: 'search.lan', gets: 'queries', outside: false },
    { name: 'Wikipedia', host: 'wikipedia.org', gets: 'queries', outside: true },
    { name: 'arXiv', host: 'export.arxiv.org', gets: 'queries', outside: true },
  ])
})

test('a compatible server is named by its host, and whether it is near', () => {
  const at = (baseUrl: string) => of({ ...NO_PROVIDERS, llm: { order: ['openai'], baseUrl, model: 'm' } })[0]
  expect(at('http://localhost:11434/v1')).toMatchObject({ name: 'localhost', outside: false })
  expect(at('http://192.168.1.7/v1')).toMatchObject({ outside: false })
  expect(at('http://[::1]:8080/v1')).toMatchObject({ host: '::1', outside: false })
  expect(at('https://models.example.com/v1')).toMatchObject({ name: 'models.example.com', outside: true })
})
