import { readonly, ref, shallowRef } from 'vue'

/** Chromium's own event; it is no standard (https://developer.mozilla.org/docs/Web/API/BeforeInstallPromptEvent). */
type InstallPrompt = Event & { prompt: () => Promise<{ outcome: string }> }

const offer = shallowRef<InstallPrompt | null>(null)
const installed = ref(matchMedia('(display-mode: standalone)').matches)

addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault()
  offer.value = event as InstallPrompt
})
addEventListener('appinstalled', () => {
  installed.value = true
  offer.value = null
})

/** Whether the app is installed, and the browser's offer to install it where it makes one. */
export function useInstall() {
  return {
    installed: readonly(installed),
    offered: () => offer.value !== null,
    async install() {
      const prompt = offer.value
      offer.value = null
      await prompt?.prompt()
    },
  }
}
