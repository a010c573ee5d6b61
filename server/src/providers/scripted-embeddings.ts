import { type Embedded, type Embeddings, TEXTS_MAX } from './embeddings/embeddings.ts'
import { unit } from './embeddings/unit.ts'
import { ProviderError, type ProviderErrorKind } from './provider-error.ts'

/** What a scripted model does with some texts instead of reading them. */
export interface ScriptedEmbedding {
  fail?: { kind: ProviderErrorKind; detail: string }
  /** Numbers of its vectors. */
  dims?: number
}

const DIMS = 64

/**
 * A model in which words of one group mean the same, and words of none nothing. `script` is asked at every call, which counts from 1; what it
 * was given is in `asked`.
 */
export function createScriptedEmbeddings(
  meanings: readonly string[][],
  {
    model = 'scripted',
    script = () => ({}),
  }: { model?: string; script?: (texts: readonly string[], call: number) => ScriptedEmbedding } = {},
): Embeddings & { asked: string[][] } {
  const asked: string[][] = []

  function vectorOf(text: string, dims: number): Float32Array {
    const vector = new Float32Array(dims).fill(-0.01)
    for (const word of text.toLowerCase().match(/[a-z]+/g) ?? []) {
      const meaning = meanings.findIndex((group) => group.includes(word))
      if (meaning >= 0) vector[meaning % dims] = 1
    }
    return unit(vector) ?? vector
  }

  return {
    asked,
    name: 'scripted',
    model,
    async embed(texts, { signal }): Promise<Embedded> {
      asked.push([...texts])
      const { fail, dims = DIMS } = script(texts, asked.length)
      if (signal.aborted) throw new ProviderError('scripted', 'unavailable', { detail: 'it was stopped' })
      if (fail) throw new ProviderError('scripted', fail.kind, { detail: fail.detail })
      if (texts.length > TEXTS_MAX) throw new ProviderError('scripted', 'refused', { detail: 'too many texts at once' })
      return { vectors: texts.map((text) => vectorOf(text, dims)) }
    },
  }
}
