import type { SileroRun } from '@lva/speech/silero'
import type { SileroAnswer, SileroQuestion } from './silero.worker.ts'

type Told = { take: (answer: SileroAnswer) => void; fail: (fault: unknown) => void }
type Asked = Pick<Worker, 'onmessage' | 'onerror' | 'postMessage' | 'terminate'>

/** The model on a thread of its own, once it is ready. `died` hears when it will answer nothing any more; it is asked in vain from then on. */
export async function startSilero(worker: Asked, died: () => void): Promise<SileroRun> {
  const awaited: Told[] = []
  let fault: unknown = null
  const next = () =>
    new Promise<SileroAnswer>((take, fail) => {
      if (fault) fail(fault)
      else awaited.push({ take, fail })
    })
  worker.onmessage = ({ data }: MessageEvent<SileroAnswer>) => awaited.shift()?.take(data)
  worker.onerror = (event) => {
    fault = new Error('The model of careful ears has died.', { cause: event })
    worker.terminate()
    died()
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
