import sharp from 'sharp'
import { expect, onTestFinished, test } from 'vitest'
import { startAnthropicServer } from '../conformance/anthropic-server.ts'
import { failureFrom, SECRET_KEY } from '../conformance/failures.ts'
import { type LlmScene, REPLY_USAGE, REPLY_WORDS } from '../conformance/llm.ts'
import { startOpenAiServer } from '../conformance/openai-server.ts'
import { createAnthropic } from '../llm/anthropic.ts'
import { createOpenAi } from '../llm/openai.ts'
import { createScriptedLlm } from '../scripted.ts'
import { createModelSight } from './model-sight.ts'

const picture = new Uint8Array([0xff, 0xd8, 0xff, 0xe0])
const looking = () => ({ language: 'pt', signal: AbortSignal.timeout(5_000) })
const base64 = Buffer.from(picture).toString('base64')

async function at(vendor: 'anthropic' | 'openai', scene: LlmScene) {
  const server = await (vendor === 'anthropic' ? startAnthropicServer(scene) : startOpenAiServer(scene))
  onTestFinished(() => server.close())
  const sight = createModelSight(
    vendor === 'anthropic'
      ? createAnthropic({ key: SECRET_KEY, baseUrl: server.url, model: 'm' })
      : createOpenAi({ key: null, baseUrl: server.url, model: 'm' }),
    { surely: true },
  )
  return { sight, bodies: () => server.requests.map(({ body }) => JSON.parse(String(body))) }
}

test.each([
  [
    'anthropic' as const,
    { type: 'image', source: { type: 'base64', media_type: 'image/jpeg', data: base64 } },
    { type: 'text', text: 'What does this picture show?' },
  ],
  [
    'openai' as const,
    { type: 'text', text: 'What does this picture show?' },
    { type: 'image_url', image_url: { url: `data:image/jpeg;base64,${base64}` } },
  ],
])('%s is shown a picture as its protocol has it, and says what it shows', async (vendor, ...parts) => {
  const { sight, bodies } = await at(vendor, 'plain')
  expect(await sight.look(picture, looking())).toMatchObject({
    ...{ description: REPLY_WORDS.join(''), written: '', by: `${vendor}/m`, usage: REPLY_USAGE },
  })
  const [body] = bodies()
  expect(body.messages.at(-1)).toEqual({ role: 'user', content: parts })
  expect(body).not.toHaveProperty('tools')
  expect(JSON.stringify(body)).toContain('\\"pt\\"')
})

test.each(['anthropic', 'openai'] as const)('%s that refuses or fails is told apart', async (vendor) => {
  const kindOf = async (scene: LlmScene) => {
    const { sight } = await at(vendor, scene)
    return (await failureFrom(sight.look(picture, looking()))).kind
  }
  expect([await kindOf('refusal'), await kindOf('bad-key'), await kindOf('cut')]).toEqual([
    ...['refused', 'misconfigured', 'unavailable'],
  ])
})

test.each([
  ['A menu.\n\nTEXT:\nSoup 4\nPie 7', { description: 'A menu.', written: 'Soup 4\nPie 7' }],
  ['A menu.\n**Text:**\nSoup', { description: 'A menu.', written: 'Soup' }],
  ['A TEXT: of old.', { description: 'A TEXT: of old.', written: '' }],
  [
    `${'x'.repeat(3_000)}\nTEXT:\n${'y'.repeat(20_000)}`,
    { description: 'x'.repeat(2_000), written: 'y'.repeat(12_000) },
  ],
])('what is written is told from what is shown', async (answer, seen) => {
  const sight = createModelSight(
    createScriptedLlm(() => ({ words: [answer] })),
    { surely: true },
  )
  expect(await sight.look(picture, looking())).toMatchObject(seen)
})

test('a model that may see nothing has to read a number before it is believed, and only once', async () => {
  const answers = ['A lovely beach.', 'The number is 7429.', 'A hive.', 'A dog.']
  const model = createScriptedLlm((_, call) => ({ words: [answers[call] ?? ''] }))
  const sight = createModelSight(model, { surely: false })
  expect(await failureFrom(sight.look(picture, looking()))).toMatchObject({ kind: 'refused' })
  expect((await sight.look(picture, looking())).description).toBe('A hive.')
  expect((await sight.look(picture, looking())).description).toBe('A dog.')
  const [shown] = model.requests[0]?.messages.at(-1)?.pictures ?? []
  const { width = 0, format } = await sharp(shown?.bytes).metadata()
  expect([width, format]).toEqual([432, 'jpeg'])
})
