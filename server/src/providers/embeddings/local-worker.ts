import { parentPort, workerData } from 'node:worker_threads'
import type { EmbedReply, EmbedTask } from './local.ts'
import { loadSentenceModel } from './sentence-model.ts'

// The other end of local.ts: one model for everybody.

const model = loadSentenceModel(workerData).catch((error: unknown) =>
  error instanceof Error ? error.message : String(error),
)

async function answer({ id, texts }: EmbedTask): Promise<EmbedReply> {
  const embed = await model
  if (typeof embed === 'string') return { id, fault: `the model cannot be used: ${embed}` }
  try {
    return { id, ...(await embed(texts)) }
  } catch (error) {
    return { id, fault: `the model failed: ${error instanceof Error ? error.message : error}` }
  }
}

// One after the other: the runtime does not like two at once.
let last: Promise<void> = Promise.resolve()
parentPort?.on('message', (task: EmbedTask) => {
  last = last.then(async () => parentPort?.postMessage(await answer(task)))
})
