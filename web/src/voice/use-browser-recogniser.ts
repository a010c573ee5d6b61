import { computed, ref } from 'vue'
import { useAccount } from '../accounts/account.ts'
import { useFeatures } from '../api/features.ts'
import type { BrowserEar, listen } from './browser-listening.ts'
import { browserRecogniser, recognisesHere } from './browser-recogniser.ts'

/** Who writes down speech: the server, the browser once the learner agreed, or nobody yet. */
export function useBrowserRecogniser() {
  const account = useAccount()
  const { features } = useFeatures()
  const maker = browserRecogniser()
  const local = ref(false)
  let listening: typeof listen | null = null
  const language = computed(() => account.user.value?.locale ?? navigator.language)
  const choice = computed(() => account.user.value?.settings.browser_recogniser ?? 'ask')
  const needed = computed(() => features.value !== null && features.value.stt === null && maker !== null)
  const prepare = async () => {
    listening = (await import('./browser-listening.ts')).listen
  }

  return {
    local,
    needed,
    /** True while the learner has to be asked before the browser may listen. */
    mustAsk: computed(() => needed.value && choice.value === 'ask'),
    allowed: computed(() => needed.value && choice.value === 'allowed'),
    /** Finds out whether the browser can recognise on this device, and makes ready to use it where it may. */
    async look() {
      if (!maker || !needed.value) return
      local.value = await recognisesHere(maker, language.value)
      if (choice.value === 'allowed') await prepare()
    },
    async answer(allowed: boolean) {
      if (allowed) await prepare()
      await account.change({ settings: { browser_recogniser: allowed ? 'allowed' : 'refused' } })
    },
    ear: (): BrowserEar | null =>
      maker && listening && needed.value && choice.value === 'allowed'
        ? { maker, language: language.value, local: local.value, listen: listening }
        : null,
  }
}
