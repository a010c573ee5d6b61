import { type OnnxSession, type SileroRun, sileroRun } from '@lva/speech/silero'
import model from '@ricky0123/vad-web/dist/silero_vad_v5.onnx?url'
import runtime from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url'
import * as ort from 'onnxruntime-web/wasm'

/** What the page sends: 36 ms of sound, and what the model remembered of the sound before. */
export type SileroQuestion = { sound: Float32Array; state: Float32Array }
/** One for each question, in their order, and one before the first, when the model is ready. */
export type SileroAnswer = { is: 'ready' } | ({ is: 'judged' } & Awaited<ReturnType<SileroRun>>) | { is: 'failed' }

// Each step of the model takes 20 ms, which the page has better uses for.
const scope = self as unknown as Pick<Worker, 'postMessage' | 'onmessage'>
const say = (answer: SileroAnswer) => scope.postMessage(answer)

async function load(): Promise<SileroRun> {
  ort.env.wasm.wasmPaths = { wasm: runtime }
  // More would need a page that is isolated from every other origin.
  ort.env.wasm.numThreads = 1
  const session = await ort.InferenceSession.create(model, { executionProviders: ['wasm'] })
  return sileroRun(ort, session as unknown as OnnxSession)
}

const loading = load()
let before: Promise<unknown> = loading.then(
  () => say({ is: 'ready' }),
  () => say({ is: 'failed' }),
)

async function answer({ sound, state }: SileroQuestion): Promise<SileroAnswer> {
  try {
    return { is: 'judged', ...(await (await loading)(sound, state)) }
  } catch {
    return { is: 'failed' }
  }
}

// A session judges one thing at a time.
scope.onmessage = ({ data }: MessageEvent<SileroQuestion>) => {
  before = before.then(async () => say(await answer(data)))
}
