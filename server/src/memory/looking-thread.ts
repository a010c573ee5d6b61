import { parentPort, workerData } from 'node:worker_threads'
import { openReader } from '../db/reader.ts'
import type { Answered, Question } from './beside.ts'
import { createLooking } from './looking.ts'

// The other end of beside.ts: it looks as anybody would, with a connection of its own.
const looking = createLooking(openReader(workerData.file))
const post = (answered: Answered) => parentPort?.postMessage(answered)

parentPort?.on('message', async ({ id, verb, asked }: Question) => {
  try {
    const look = looking[verb] as (...asked: unknown[]) => Promise<unknown>
    post({ id, answer: await look(...asked) })
  } catch {
    // Whoever asked looks for themselves, and sees why.
    post({ id, failed: true })
  }
})
post('ready')
