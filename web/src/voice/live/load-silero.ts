import { createSilero, type Silero, type SileroRun } from '@lva/speech/silero'
import type { SileroAnswer, SileroQuestion } from './silero.worker.ts'
import SileroWorker from './silero.worker.ts?worker'

type Told = { take: (answer: SileroAnswer) => void; fail: (fault: unknown) => void }

/** The model once it is loaded; all conversations of this page ask the same one. */
let model: Promise<SileroRun> | null = null

/**
 * Silero VAD, fetched from our own server when it is first asked for: 2 MB of model and 14 MB of runtime, of which 3 travel. It runs beside
 * the page, on a thread of its own. Throws when it cannot be had, or this browser runs no WebAssembly; the next time it is tried again.
 */
export async function loadSilero(): Promise<Silero> {
  model ??= startModel()
  try {
    return createSilero(await model)
  } catch (fault) {
    model = null
    throw fault
  }
}

async function startModel(): Promise<SileroRun> {
  const worker = new SileroWorker()
  const awaited: Told[] = []
  const next = () => new Promise<SileroAnswer>((take, fail) => awaited.push({ take, fail }))
  worker.onmessage = ({ data }: MessageEvent<SileroAnswer>) => awaited.shift()?.take(data)
  worker.onerror = (fault) => {
    for (const { fail } of awaited.splice(0)) fail(fault)
  }
  if ((await next()).is === 'failed') {
    worker.terminate()
    throw new Error('The model of careful ears cannot be loaded.')
  }
  return async (sound, state) => {
    const question: SileroQuestion = { sound, state }
    worker.postMessage(question)
    const answer = await next()
    if (answer.is !== 'judged') throw new Error('The model of careful ears failed.')
    return answer
  }
}
