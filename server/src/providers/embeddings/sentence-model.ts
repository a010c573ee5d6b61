import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Tokenizer } from '@huggingface/tokenizers'
import type { Tensor } from 'onnxruntime-web'
import { z } from 'zod'
import { unit } from './unit.ts'

/** Sentence models are trained on so many tokens; theirs stands in `sentence_bert_config.json`. */
const TOKENS_MAX = 256
/** Texts that go through the model together, at most; of like length, because all are as long as the longest. */
const TOGETHER = 8

const SentenceConfig = z.object({ max_seq_length: z.int().min(2).max(8_192) })

/** Vectors of texts, one after the other, each `dims` numbers; zeros for a text the model makes nothing of. */
export type EmbedTexts = (texts: readonly string[]) => Promise<{ vectors: Float32Array; dims: number }>

/**
 * Loads a sentence model: the vector of a text is the mean over its tokens' last states, made as long as 1 (Reimers and Gurevych,
 * arXiv:1908.10084). Throws what is wrong with its files.
 */
export async function loadSentenceModel({ folder, weights }: { folder: string; weights: string }): Promise<EmbedTexts> {
  const { env, InferenceSession, Tensor } = await import('onnxruntime-web')
  env.wasm.numThreads = 1
  const tokenizer = new Tokenizer(await json(folder, 'tokenizer.json'), await json(folder, 'tokenizer_config.json'))
  const tokensMax =
    SentenceConfig.safeParse(await json(folder, 'sentence_bert_config.json')).data?.max_seq_length ?? TOKENS_MAX
  const session = await InferenceSession.create(await readFile(weights))

  /** The tokens of a text with those that begin and end it, cut to what the model reads. */
  function tokensOf(text: string): number[] {
    const { ids } = tokenizer.encode(text)
    const last = ids.at(-1)
    if (ids.length <= tokensMax || last === undefined) return ids.length > 0 ? ids : [0]
    return [...ids.slice(0, tokensMax - 1), last]
  }

  async function run(rows: number[][]): Promise<{ data: Float32Array; dims: readonly number[] }> {
    const longest = Math.max(...rows.map((row) => row.length))
    const shape = [rows.length, longest]
    const filled = (value: (row: number[], place: number) => number) =>
      new Tensor(
        'int64',
        BigInt64Array.from(rows.flatMap((row) => Array.from({ length: longest }, (_, n) => BigInt(value(row, n))))),
        shape,
      )
    const known: Record<string, Tensor> = {
      input_ids: filled((row, n) => row[n] ?? 0),
      attention_mask: filled((row, n) => (n < row.length ? 1 : 0)),
      token_type_ids: filled(() => 0),
    }
    const feeds = Object.fromEntries(session.inputNames.map((name) => [name, known[name] ?? missing(name)]))
    const outputs = await session.run(feeds)
    const states = outputs.last_hidden_state ?? outputs[session.outputNames[0] ?? '']
    if (states?.dims.length !== 3) throw new Error('it gives no states of tokens')
    return { data: states.data as Float32Array, dims: states.dims }
  }

  return async function embed(texts) {
    const rows = texts.map((text, place) => ({ place, tokens: tokensOf(text) }))
    rows.sort((a, b) => a.tokens.length - b.tokens.length)
    let vectors = new Float32Array()
    let size = 0
    for (let from = 0; from < rows.length; from += TOGETHER) {
      const some = rows.slice(from, from + TOGETHER)
      const { data, dims } = await run(some.map(({ tokens }) => tokens))
      const [, longest = 0, width = 0] = dims
      if (from === 0) {
        size = width
        vectors = new Float32Array(texts.length * size)
      }
      for (const [n, { place, tokens }] of some.entries()) {
        const pooled = mean(data.subarray(n * longest * width, (n + 1) * longest * width), tokens.length, width)
        const vector = unit(pooled)
        if (vector) vectors.set(vector, place * size)
      }
    }
    return { vectors, dims: size }
  }
}

function mean(states: Float32Array, tokens: number, width: number): Float32Array {
  const sum = new Float32Array(width)
  for (let token = 0; token < tokens; token++)
    for (let i = 0; i < width; i++) sum[i] = (sum[i] ?? 0) + (states[token * width + i] ?? 0) / tokens
  return sum
}

async function json(folder: string, name: string): Promise<object> {
  const path = join(folder, name)
  return existsSync(path) ? JSON.parse(await readFile(path, 'utf8')) : {}
}

function missing(name: string): never {
  throw new Error(`it wants ${name}, which no sentence model does`)
}
