import { afterEach, describe, expect, test } from 'vitest'
import type { Embeddings } from '../embeddings/embeddings.ts'
import { type FailureScene, failureFrom } from './failures.ts'

/**
 * What a maker of vectors does in a test. `hangs`: nothing, until we hang up; `cut` and `garbage`: half an answer, and none of the protocol;
 * `few` and `uneven`: too few vectors, and vectors of two lengths; `nothing`: zeros for the last text, which is no fault of the others.
 */
export type EmbeddingsScene = 'plain' | 'hangs' | 'cut' | 'garbage' | 'few' | 'uneven' | 'nothing' | FailureScene

export interface EmbeddingsStage {
  embeddings: Embeddings
  close(): Promise<void>
}

/** What every maker of vectors promises. `misbehaves`: scenes it can be brought into from outside. Run by each vendor's test and by the scripted one. */
export function embedsLikeEmbeddings(
  open: (scene: EmbeddingsScene) => Promise<EmbeddingsStage>,
  { misbehaves }: { misbehaves: readonly EmbeddingsScene[] },
) {
  const stages: EmbeddingsStage[] = []
  const stage = async (scene: EmbeddingsScene) => {
    const opened = await open(scene)
    stages.push(opened)
    return opened
  }
  afterEach(async () => {
    await Promise.all(stages.splice(0).map((opened) => opened.close()))
  })
  const embed = (embeddings: Embeddings, texts: string[], signal = AbortSignal.timeout(30_000)) =>
    embeddings.embed(texts, { signal })

  describe('embeds', () => {
    test('every text becomes a vector of length 1, in their order, and the same text the same vector', async () => {
      const { embeddings } = await stage('plain')
      const { vectors } = await embed(embeddings, ['a tide', 'two queens', 'a tide', ''])
      expect(vectors).toHaveLength(4)
      for (const vector of vectors) {
        expect(vector?.length).toBe(vectors[0]?.length)
        expect(Math.hypot(...(vector ?? []))).toBeCloseTo(1, 5)
      }
      const far = (a: ArrayLike<number> | null = [], b: ArrayLike<number> | null = []) =>
        Math.hypot(...Array.from(a ?? [], (value, n) => value - (b?.[n] ?? 0)))
      expect(far(vectors[0], vectors[2])).toBeLessThan(1e-5)
      expect(far(vectors[0], vectors[1])).toBeGreaterThan(1e-2)
      expect((await embed(embeddings, [])).vectors).toEqual([])
    })

    test.each(misbehaves)('%s is told, and is no vector', async (scene) => {
      const { embeddings } = await stage(scene)
      const error = await failureFrom(embed(embeddings, ['a tide', 'two queens']))
      expect(error).toMatchObject({ provider: embeddings.name })
      expect(error.detail).toEqual(expect.any(String))
    })

    test('nobody waits when it is over before it began', async () => {
      const { embeddings } = await stage('plain')
      expect(await failureFrom(embed(embeddings, ['a tide'], AbortSignal.abort()))).toMatchObject({
        kind: 'unavailable',
      })
    })
  })
}
