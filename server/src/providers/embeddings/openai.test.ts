import { describe, expect, onTestFinished, test } from 'vitest'
import { embedsLikeEmbeddings } from '../conformance/embeddings.ts'
import { startEmbeddingsServer } from '../conformance/embeddings-server.ts'
import { failureFrom, SECRET_KEY, tellsFailuresApart } from '../conformance/failures.ts'
import { createOpenAiEmbeddings } from './openai.ts'

const VENDOR = 'https://api.openai.com/v1'
const inTime = () => ({ signal: AbortSignal.timeout(5_000) })

describe('openai', () => {
  embedsLikeEmbeddings(
    async (scene) => {
      const server = await startEmbeddingsServer(scene)
      return { ...server, embeddings: createOpenAiEmbeddings({ key: SECRET_KEY, fetch: server.insteadOf(VENDOR) }) }
    },
    { misbehaves: ['cut', 'garbage', 'few', 'uneven', 'broken'] },
  )

  tellsFailuresApart(async (scene) => {
    const server = await startEmbeddingsServer(scene)
    onTestFinished(() => server.close())
    await createOpenAiEmbeddings({ key: SECRET_KEY, fetch: server.insteadOf(VENDOR) }).embed(['a tide'], inTime())
  })

  test('texts travel together, cut to what the vendor reads, and what they cost is told', async () => {
    const server = await startEmbeddingsServer('plain')
    onTestFinished(() => server.close())
    const embeddings = createOpenAiEmbeddings({ key: null, baseUrl: `${server.url}/v1/`, model: 'nomic' })
    const { inputTokens } = await embeddings.embed(['a tide', 'x'.repeat(9_000)], inTime())
    expect(inputTokens).toBe(6)
    const [request] = server.requests
    expect(request?.path).toBe('/v1/embeddings')
    expect(request?.headers.authorization).toBeUndefined()
    const body = JSON.parse(String(request?.body))
    expect(body).toMatchObject({ model: 'nomic', encoding_format: 'float' })
    expect(body.input.map((text: string) => text.length)).toEqual([6, 8_000])
  })

  test('a text it makes nothing of is no failure of the others', async () => {
    const server = await startEmbeddingsServer('nothing')
    onTestFinished(() => server.close())
    const embeddings = createOpenAiEmbeddings({ key: null, baseUrl: server.url })
    const { vectors } = await embeddings.embed(['a tide', '…'], inTime())
    expect(vectors).toEqual([expect.any(Float32Array), null])
  })

  test('one that hangs is stopped, and nothing of it is left', async () => {
    const server = await startEmbeddingsServer('hangs')
    onTestFinished(() => server.close())
    const leaving = new AbortController()
    const embeddings = createOpenAiEmbeddings({ key: null, baseUrl: server.url })
    const waiting = failureFrom(embeddings.embed(['a tide'], { signal: leaving.signal }))
    leaving.abort()
    expect(await waiting).toMatchObject({ kind: 'unavailable' })
  })
})
