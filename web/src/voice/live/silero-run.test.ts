import { expect, test } from 'vitest'
import type { SileroAnswer, SileroQuestion } from './silero.worker.ts'
import { startSilero } from './silero-run.ts'

/** A thread that is ready, and answers when the test says so. */
function thread() {
  const questions: SileroQuestion[] = []
  const told: string[] = []
  const worker: Parameters<typeof startSilero>[0] = {
    onmessage: null,
    onerror: null,
    postMessage: (question: SileroQuestion) => void questions.push(question),
    terminate: () => void told.push('terminated'),
  }
  const say = (data: SileroAnswer) => worker.onmessage?.call(worker as Worker, new MessageEvent('message', { data }))
  const die = () => worker.onerror?.call(worker as Worker, new Event('error') as ErrorEvent)
  const starting = startSilero(worker, () => told.push('died'))
  return { questions, told, say, die, starting }
}

const sound = new Float32Array(576)
const state = new Float32Array(256)

test('a question is answered by the thread', async () => {
  const { questions, say, starting } = thread()
  say({ is: 'ready' })
  const run = await starting
  const asked = run(sound, state)
  expect(questions).toEqual([{ sound, state }])
  say({ is: 'judged', speech: 0.9, state })
  expect(await asked).toMatchObject({ speech: 0.9 })
})

test('a thread that dies leaves no question unanswered, of before or after, and says that it is gone', async () => {
  const { told, say, die, starting } = thread()
  say({ is: 'ready' })
  const run = await starting
  const before = run(sound, state)
  die()
  await expect(before).rejects.toThrow('died')
  await expect(run(sound, state)).rejects.toThrow('died')
  expect(told).toEqual(['terminated', 'died'])
})

test('a model that cannot be loaded ends its thread', async () => {
  const { told, say, starting } = thread()
  say({ is: 'failed' })
  await expect(starting).rejects.toThrow('cannot be loaded')
  expect(told).toEqual(['terminated'])
})
