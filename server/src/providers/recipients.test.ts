import { expect, test } from 'vitest'
import { createOutgoing } from '../outgoing/outgoing.ts'
import { createProviders } from './catalog.ts'
import { createCompanion } from './llm/companion/companion.ts'
import { recipientsOf } from './recipients.ts'
import type { ProviderSettings } from './vendors.ts'

const nothing: ProviderSettings = {
  anthropic: { key: null, baseUrl: null, model: null },
  openai: { key: null, baseUrl: null },
  deepgram: { key: null },
  elevenlabs: { key: null },
  llm: { order: null, baseUrl: null, model: null },
  stt: { order: null, baseUrl: null, model: null, whisper: null, command: null },
  tts: { order: null, baseUrl: null, model: null, command: null },
  programs: { path: '', home: '', temporaryFolder: '' },
}
const of = (settings: ProviderSettings) =>
  recipientsOf(
    createProviders(settings, {
      companion: createCompanion(),
      outgoing: createOutgoing(),
      now: () => new Date(),
    }).describe(),
    settings,
  ).map(({ name, host, gets, outside }) => ({ name, host, gets, outside }))

test('with nothing configured, and with programs of one’s own, nobody is given anything', () => {
  expect(of(nothing)).toEqual([])
  expect(of({ ...nothing, stt: { ...nothing.stt, order: ['command'], command: ['listen'] } })).toEqual([])
})

test('vendors are named, also those that only step in', () => {
  const settings = {
    ...nothing,
    anthropic: { ...nothing.anthropic, key: 'k' },
    openai: { key: 'k', baseUrl: null },
  }
  expect(of(settings)).toEqual([
    { name: 'Anthropic', host: 'api.anthropic.com', gets: 'words', outside: true },
    { name: 'OpenAI', host: 'api.openai.com', gets: 'words', outside: true },
    { name: 'OpenAI', host: 'api.openai.com', gets: 'speech', outside: true },
    { name: 'OpenAI', host: 'api.openai.com', gets: 'replies', outside: true },
  ])
})

test('vendors of speech are told apart from the address that is another’s', () => {
  const settings = {
    ...nothing,
    ...{ deepgram: { key: 'k' }, elevenlabs: { key: 'k' }, openai: { key: 'k', baseUrl: 'http://localhost:9000/v1' } },
    stt: { ...nothing.stt, order: ['openai', 'deepgram'] },
    tts: { ...nothing.tts, order: ['elevenlabs', 'openai'], baseUrl: 'https://voices.example.com' },
  }
  expect(of(settings).slice(1)).toEqual([
    { name: 'localhost', host: 'localhost', gets: 'speech', outside: false },
    { name: 'Deepgram', host: 'api.deepgram.com', gets: 'speech', outside: true },
    { name: 'voices.example.com', host: 'voices.example.com', gets: 'replies', outside: true },
    { name: 'localhost', host: 'localhost', gets: 'replies', outside: false },
  ])
})

test('a compatible server is named by its host, and whether it is near', () => {
  const at = (baseUrl: string) => of({ ...nothing, llm: { order: ['openai'], baseUrl, model: 'm' } })[0]
  expect(at('http://localhost:11434/v1')).toMatchObject({ name: 'localhost', outside: false })
  expect(at('http://192.168.1.7/v1')).toMatchObject({ outside: false })
  expect(at('http://[::1]:8080/v1')).toMatchObject({ host: '::1', outside: false })
  expect(at('https://models.example.com/v1')).toMatchObject({ name: 'models.example.com', outside: true })
})
