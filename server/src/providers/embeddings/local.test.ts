import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { embedsLikeEmbeddings } from '../conformance/embeddings.ts'
import { failureFrom } from '../conformance/failures.ts'
import { writeTinyModel } from '../conformance/tiny-model.ts'
import { createLocalEmbeddings } from './local.ts'

const folder = mkdtempSync(join(tmpdir(), 'lva-model-'))
writeTinyModel(folder)
afterAll(() => rmSync(folder, { recursive: true }))
const inTime = () => ({ signal: AbortSignal.timeout(20_000) })

describe('local', () => {
  const embeddings = createLocalEmbeddings({ folder })
  embedsLikeEmbeddings(async () => ({ embeddings, close: async () => {} }), { misbehaves: [] })

  test('texts of any length go through the model together, and each is only its own', async () => {
    const texts = ['a tide', 'sea', 'two queens', 'Two QUEENS', 'tide '.repeat(3_000), 'ünknown']
    const { vectors } = await embeddings.embed(texts, inTime())
    const alone = await embeddings.embed(['sea'], inTime())
    expect(vectors[1]).toEqual(alone.vectors[0])
    expect(vectors[2]).toEqual(vectors[3])
    const like = (a: number, b: number) =>
      (vectors[a] ?? new Float32Array()).reduce((sum, value, n) => sum + value * (vectors[b]?.[n] ?? 0), 0)
    expect(like(0, 1)).toBeGreaterThan(like(2, 1))
    // [CLS] a tide [SEP]: the mean of four rows of the table.
    const mean = [0.1, 5.6 / 4, (2 + 0 + 1 + 2) / 4, 0.3]
    expect([...(vectors[0] ?? [])]).toEqual(mean.map((value) => expect.closeTo(value / Math.hypot(...mean), 5)))
  })

  test('a text it makes nothing of is no failure of the others', async () => {
    const { vectors } = await embeddings.embed(['a tide', 'a void'], inTime())
    expect(vectors).toEqual([expect.any(Float32Array), null])
  })

  test('what is wrong with a model is told in words', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'lva-model-'))
    const lacking = createLocalEmbeddings({ folder: empty })
    expect(await failureFrom(lacking.embed(['a'], inTime()))).toMatchObject({
      kind: 'misconfigured',
      detail: expect.stringContaining('there is no model in the folder'),
    })
    writeTinyModel(empty)
    writeFileSync(join(empty, 'model.onnx'), 'a web page')
    expect(await failureFrom(lacking.embed(['a'], inTime()))).toMatchObject({
      kind: 'misconfigured',
      detail: expect.stringContaining('the model cannot be used'),
    })
    rmSync(empty, { recursive: true })
  })
})
