import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createOutgoing } from '../../outgoing/outgoing.ts'
import { startServer } from '../conformance/local-server.ts'
import { type Pulled, PullFailed, pull } from './pull.ts'

const CONTENT = Buffer.from('weights '.repeat(10_000))

async function published(answer: Parameters<typeof startServer>[0]) {
  const server = await startServer(answer)
  const folder = mkdtempSync(join(tmpdir(), 'lva-pull-'))
  onTestFinished(async () => {
    await server.close()
    rmSync(folder, { recursive: true })
  })
  const model = {
    ...{ name: 'tiny', base: `${server.url}/tiny/` },
    files: [
      {
        ...{ path: 'onnx/model.onnx', as: 'model.onnx', bytes: CONTENT.length },
        sha256: createHash('sha256').update(CONTENT).digest('hex'),
      },
    ],
  }
  const outgoing = createOutgoing({ allow: ['127.0.0.1'] })
  const run = async () => {
    const told: Pulled[] = []
    for await (const step of pull(model, { folder, outgoing, signal: AbortSignal.timeout(5_000) })) told.push(step)
    return told
  }
  return { server, folder, run }
}

test('a model is fetched once, and how far it is can be seen', async () => {
  const { server, folder, run } = await published((_, response) => void response.end(CONTENT))
  expect((await run()).at(-1)).toEqual({ file: 'model.onnx', done: CONTENT.length, of: CONTENT.length })
  expect(readFileSync(join(folder, 'model.onnx')).equals(CONTENT)).toBe(true)
  await run()
  expect(server.requests.map(({ path }) => path)).toEqual(['/tiny/onnx/model.onnx'])
})

test.each<[string, Parameters<typeof startServer>[0], RegExp]>([
  ['another file', (_, response) => void response.end(Buffer.alloc(CONTENT.length)), /its hash differs/],
  ['half a file', (_, response) => void response.end(CONTENT.subarray(9)), /its hash differs/],
  ['an endless file', (_, response) => void response.end(Buffer.alloc(CONTENT.length * 2)), /larger than/],
  ['nothing', (_, response) => void response.writeHead(404).end(), /answered 404/],
  ['no answer', (_, response) => void response.destroy(), /cannot be reached from here.*EMBEDDINGS_MODEL/],
])('%s is no model, and nothing of it is left', async (_, answer, words) => {
  const { folder, run } = await published(answer)
  const error = await run().catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(PullFailed)
  expect((error as PullFailed).message).toMatch(words)
  expect(readdirSync(folder)).toEqual([])
})
