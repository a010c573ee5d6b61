import { parentPort } from 'node:worker_threads'
import { Problem } from '../problem.ts'
import type { Question, Reply } from './ears.ts'
import { hear } from './hear.ts'

// The other end of ears.ts: one recording at a time.
parentPort?.on('message', async ({ bytes, kind, maxSeconds }: Question) => {
  const reply = await answer()
  parentPort?.postMessage(reply)

  async function answer(): Promise<Reply> {
    try {
      return { heard: await hear(bytes, kind, { maxSeconds }) }
    } catch (error) {
      if (error instanceof Problem)
        return { problem: { code: error.code, message: error.message, cause: String(error.cause) } }
      return { fault: error }
    }
  }
})
