import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { ProviderError } from '../provider-error.ts'
import { type Embeddings, TEXTS_MAX } from './embeddings.ts'

/** Where a sentence model has its weights, in the order they are looked for. */
const WEIGHTS = ['model.onnx', 'onnx/model.onnx', 'model_quantized.onnx', 'onnx/model_quantized.onnx']

/** What the worker is asked. */
export interface EmbedTask {
  id: number
  texts: readonly string[]
}

/** What it says: vectors one after the other, zeros where there is none, or why there are none at all. */
export type EmbedReply = { id: number } & ({ vectors: Float32Array; dims: number } | { fault: string })

/** The weights of the sentence model in a folder; null when there is none. */
export function weightsIn(folder: string): string | null {
  if (!existsSync(join(folder, 'tokenizer.json'))) return null
  return WEIGHTS.map((name) => join(folder, name)).find(existsSync) ?? null
}

/**
 * A sentence model (ONNX, with `tokenizer.json` beside it) that runs in this process, in a thread of its own that loads it at first use.
 * Nothing leaves the machine.
 */
export function createLocalEmbeddings({ folder }: { folder: string }): Embeddings {
  const name = 'local'
  const stopped = () => new ProviderError(name, 'unavailable', { detail: 'it was stopped' })
  let worker: Worker | null = null
  let asked = 0
  const waiting = new Map<number, PromiseWithResolvers<EmbedReply>>()

  function awake(): Worker {
    if (worker) return worker
    const weights = weightsIn(folder)
    if (!weights)
      throw new ProviderError(name, 'misconfigured', {
        detail: 'there is no model in the folder: it needs tokenizer.json and model.onnx (lva models pull fetches one)',
      })
    const started = new Worker(new URL('./local-worker.ts', import.meta.url), { workerData: { folder, weights } })
    started.on('message', (reply: EmbedReply) => {
      waiting.get(reply.id)?.resolve(reply)
      waiting.delete(reply.id)
    })
    const gone = (cause?: unknown) => {
      if (worker !== started) return
      worker = null
      for (const { reject } of waiting.values())
        reject(new ProviderError(name, 'unavailable', { cause, detail: 'the model has ended' }))
      waiting.clear()
    }
    started.on('error', gone).on('exit', () => gone())
    started.unref()
    worker = started
    return started
  }

  async function embed(texts: readonly string[], signal: AbortSignal) {
    if (texts.length === 0) return { vectors: [] }
    if (signal.aborted) throw stopped()
    const busy = awake()
    const task: EmbedTask = { id: ++asked, texts: texts.slice(0, TEXTS_MAX) }
    const answer = Promise.withResolvers<EmbedReply>()
    const leave = () => answer.reject(stopped())
    signal.addEventListener('abort', leave, { once: true })
    waiting.set(task.id, answer)
    // Somebody waits: the process stays for it, and for no model that is at rest.
    busy.ref()
    busy.postMessage(task)
    try {
      const reply = await answer.promise
      if ('fault' in reply) throw new ProviderError(name, 'misconfigured', { detail: reply.fault })
      const { vectors, dims } = reply
      const vectorOf = (n: number) => vectors.slice(n * dims, (n + 1) * dims)
      return { vectors: task.texts.map((_, n) => (vectorOf(n).some((value) => value !== 0) ? vectorOf(n) : null)) }
    } finally {
      waiting.delete(task.id)
      if (waiting.size === 0) worker?.unref()
      signal.removeEventListener('abort', leave)
    }
  }

  return {
    name,
    model: basename(folder),
    embed: (texts, { signal }) => embed(texts, signal),
    async probe({ signal }) {
      await embed(['Hm.'], signal)
    },
  }
}
