import { readFile } from 'node:fs/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { type OnnxSession, type SileroRun, sileroRun } from '@lva/speech/silero'
import type { Step, StepReply } from './detectors.ts'

// The other end of detectors.ts: one model for every live voice.

async function load(): Promise<SileroRun> {
  const { env, InferenceSession, Tensor } = await import('onnxruntime-web')
  env.wasm.numThreads = 1
  const session = await InferenceSession.create(await readFile(workerData.model))
  return sileroRun({ Tensor }, session as unknown as OnnxSession)
}

const tell = (reply: StepReply) => parentPort?.postMessage(reply)

const run = await load().catch((error: unknown) => {
  tell({ fault: error instanceof Error ? error.message : String(error) })
  return null
})

if (run) {
  // One after the other: the runtime does not like two at once.
  let last: Promise<void> = Promise.resolve()
  parentPort?.on('message', ({ id, sound, state }: Step) => {
    last = last.then(async () => tell({ id, ...(await run(sound, state)) }))
  })
  tell({ ready: true })
}
