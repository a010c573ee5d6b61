import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { createVoiceDetector, type SpeechDetector } from '@lva/speech/detector'
import { createSilero, type Silero, type SileroRun } from '@lva/speech/silero'

/** What the worker is asked: one step of the model for one live voice. */
export interface Step {
  id: number
  sound: Float32Array
  state: Float32Array
}

/** What it says: that it is there, or the outcome of a step. */
export type StepReply = { ready: true } | { id: number; speech: number; state: Float32Array } | { fault: string }

export interface DetectorSettings {
  kind: 'builtin' | 'silero'
  /** The model of Silero VAD; null for the one that comes as a package. */
  model: string | null
}

export type Detectors = ReturnType<typeof createDetectors>

/**
 * Makes a detector for each live voice. `builtin` needs nothing. `silero` asks a model in one worker thread for all of them; `ready` starts
 * it and throws what it lacks. While the worker does not answer, or when it has ended, the built-in detector goes on in its place.
 */
export function createDetectors({ kind, model }: DetectorSettings) {
  let worker: Worker | null = null
  let steps = 0
  const waiting = new Map<number, PromiseWithResolvers<{ speech: number; state: Float32Array }>>()

  const run: SileroRun = (sound, state) => {
    if (!worker) return Promise.reject(new Error('the model has ended'))
    const step: Step = { id: ++steps, sound, state }
    const answer = Promise.withResolvers<{ speech: number; state: Float32Array }>()
    waiting.set(step.id, answer)
    worker.postMessage(step)
    return answer.promise
  }

  function take(reply: StepReply) {
    if (!('id' in reply)) return
    waiting.get(reply.id)?.resolve(reply)
    waiting.delete(reply.id)
  }

  function gone() {
    worker = null
    for (const { reject } of waiting.values()) reject(new Error('the model has ended'))
    waiting.clear()
  }

  return {
    /** Throws an Error for the operator when this kind cannot be had. */
    async ready(): Promise<void> {
      if (kind === 'builtin' || worker) return
      worker = await start(model ?? packagedModel())
      worker.on('message', take).on('error', gone).on('exit', gone)
      worker.unref()
    },

    /** For one live voice; `settled` is there where the model answers later. */
    make(): SpeechDetector & Partial<Pick<Silero, 'settled'>> {
      const builtin = createVoiceDetector()
      if (kind === 'builtin') return builtin
      const silero = createSilero(run)
      return {
        get name() {
          return worker ? silero.name : builtin.name
        },
        push(frame) {
          const heard = builtin.push(frame)
          return worker ? silero.push(frame) : heard
        },
        settled: silero.settled,
        reset() {
          builtin.reset()
          silero.reset()
        },
      }
    },

    /** Ends the worker. */
    async close(): Promise<void> {
      await worker?.terminate()
    },
  }
}

function packagedModel(): string {
  return fileURLToPath(import.meta.resolve('@ricky0123/vad-web/dist/silero_vad_v5.onnx'))
}

/** A worker that has loaded the model. Throws why it could not. */
async function start(model: string): Promise<Worker> {
  const worker = new Worker(new URL('./silero-worker.ts', import.meta.url), { workerData: { model } })
  const loaded = Promise.withResolvers<void>()
  worker.once('message', (reply: StepReply) => {
    if ('ready' in reply) loaded.resolve()
    else loaded.reject(new Error('fault' in reply ? reply.fault : 'it answers before it is asked'))
  })
  worker.once('error', loaded.reject)
  try {
    await loaded.promise
    return worker
  } catch (error) {
    await worker.terminate()
    throw new Error(`VOICE_DETECTOR=silero cannot be used: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    })
  } finally {
    // Not all listeners at once: the worker has some of its own.
    worker.removeAllListeners('error')
  }
}
