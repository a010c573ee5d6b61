import { parentPort, workerData } from 'node:worker_threads'
import { Problem } from '../problem.ts'
import type { Message } from './threads.ts'
import type { Working } from './work.ts'

// The other end of threads.ts: one kind of work, one piece after the other.
const post = (message: Message) => parentPort?.postMessage(message)
const { default: work }: { default: (input: unknown, working: Working<unknown>) => unknown } = await import(
  workerData.module
)

parentPort?.on('message', async (input: unknown) => {
  try {
    post({ done: await work(input, { tell: (progress) => post({ progress }) }) })
  } catch (error) {
    post(error instanceof Problem ? { problem: flat(error) } : { fault: plain(error) })
  }
})

function flat({ code, message, cause }: Problem) {
  return { code, message, cause: cause === undefined ? undefined : plain(cause) }
}

// What libraries throw may hold things that cannot be sent.
function plain(error: unknown): unknown {
  try {
    return structuredClone(error)
  } catch {
    return new Error(String(error))
  }
}
