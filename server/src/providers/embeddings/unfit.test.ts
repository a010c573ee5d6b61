import { expect, test } from 'vitest'
import { createHandClock } from '../conformance/hand-clock.ts'
import type { ProviderError, ProviderErrorKind } from '../provider-error.ts'
import { createScriptedEmbeddings } from '../scripted-embeddings.ts'
import { notingUnfit } from './unfit.ts'

const options = { signal: AbortSignal.timeout(5_000) }
const failing = (kind: ProviderErrorKind) => ({ fail: { kind, detail: `it is ${kind}` } })

test('what makes no vectors is asked only now and then, and serves once it does', async () => {
  let mended = false
  const server = createScriptedEmbeddings([], { script: () => (mended ? {} : failing('misconfigured')) })
  const clock = createHandClock()
  const embeddings = notingUnfit(server, { clock })
  const ask = () =>
    embeddings.embed(['bees'], options).then(
      () => 'vectors',
      (error: ProviderError) => error.detail,
    )
  expect([await ask(), await ask(), embeddings.unfit()]).toEqual(Array(3).fill('it is misconfigured'))
  expect(server.asked).toHaveLength(1)
  mended = true
  await clock.advance(29 * 60_000)
  expect([await ask(), server.asked.length]).toEqual(['it is misconfigured', 1])
  await clock.advance(60_000)
  expect([await ask(), embeddings.unfit()]).toEqual(['vectors', null])
})

test('a refusal is of the text where a word is taken, and of the server where none is', async () => {
  const clock = createHandClock()
  const kindOf = (embeddings: ReturnType<typeof notingUnfit>) =>
    embeddings.embed(['x'.repeat(99)], options).then(
      () => null,
      (error: ProviderError) => error.kind,
    )
  const picky = createScriptedEmbeddings([], { script: ([text = '']) => (text.length > 50 ? failing('refused') : {}) })
  const one = notingUnfit(picky, { clock })
  expect([await kindOf(one), await kindOf(one), one.unfit(), picky.asked.length]).toEqual([
    'refused',
    'refused',
    null,
    3,
  ])
  const other = notingUnfit(createScriptedEmbeddings([], { script: () => failing('refused') }), { clock })
  expect([await kindOf(other), other.unfit()]).toEqual(['misconfigured', expect.stringContaining('makes no vectors')])
})
