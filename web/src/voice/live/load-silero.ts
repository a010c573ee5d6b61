import { createSilero, type OnnxSession, type Silero, sileroRun } from '@lva/speech/silero'
import model from '@ricky0123/vad-web/dist/silero_vad_v5.onnx?url'
import runtime from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url'

/**
 * Silero VAD, fetched from our own server when it is first asked for: 2 MB of model and 14 MB of runtime, of which 3 travel. Throws when they
 * cannot be had, or this browser runs no WebAssembly.
 */
export async function loadSilero(): Promise<Silero> {
  const ort = await import('onnxruntime-web/wasm')
  ort.env.wasm.wasmPaths = { wasm: runtime }
  // More would need a page that is isolated from every other origin.
  ort.env.wasm.numThreads = 1
  const session = await ort.InferenceSession.create(model, { executionProviders: ['wasm'] })
  return createSilero(sileroRun(ort, session as unknown as OnnxSession))
}
