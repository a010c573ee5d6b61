import { createSilero, type Silero, type SileroRun } from '@lva/speech/silero'
import SileroWorker from './silero.worker.ts?worker'
import { startSilero } from './silero-run.ts'

/** The model once it is loaded; all conversations of this page ask the same one. */
let model: Promise<SileroRun> | null = null

/**
 * Silero VAD, fetched from our own server when it is first asked for: 2 MB of model and 14 MB of runtime, of which 3 travel. It runs beside
 * the page, on a thread of its own. Throws when it cannot be had, or this browser runs no WebAssembly; the next time it is tried again, as
 * after its thread has died.
 */
export async function loadSilero(): Promise<Silero> {
  model ??= startModel()
  return createSilero(await model)
}

function startModel(): Promise<SileroRun> {
  const forget = () => {
    // Another conversation may have begun a new one already.
    if (model === mine) model = null
  }
  const mine = startSilero(new SileroWorker(), forget)
  mine.catch(forget)
  return mine
}
