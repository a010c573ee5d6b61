import type { SpeechDetector } from '@lva/speech/detector'
import { createVoiceDetector } from '@lva/speech/detector'
import { shallowRef } from 'vue'

const KEY = 'lva.careful-ear'
const careful = shallowRef(localStorage.getItem(KEY) === 'yes')

/** Whether this device tells voices from noise with a model. */
export const carefulEar = {
  get: () => careful.value,
  set(wanted: boolean): void {
    careful.value = wanted
    if (wanted) localStorage.setItem(KEY, 'yes')
    else localStorage.removeItem(KEY)
  },
}

/**
 * The built-in detector at once, and while `isCareful` the model as soon as it is here. It is fetched with the first sound that wants it; what
 * cannot be fetched is tried again with the next conversation.
 */
export function createDeviceDetector({
  isCareful = carefulEar.get,
  load = async (): Promise<SpeechDetector> => (await import('./load-silero.ts')).loadSilero(),
} = {}): SpeechDetector {
  const builtin = createVoiceDetector()
  let model: SpeechDetector | null = null
  let asked = false

  function fetchModel() {
    asked = true
    load().then(
      (loaded) => {
        model = loaded
      },
      // The built-in one goes on.
      () => {},
    )
  }

  return {
    get name() {
      return model && isCareful() ? model.name : builtin.name
    },
    push(frame) {
      const heard = builtin.push(frame)
      if (!isCareful()) return heard
      if (!asked) fetchModel()
      return model ? model.push(frame) : heard
    },
    reset() {
      builtin.reset()
      model?.reset()
      asked = model !== null
    },
  }
}
