import { onMounted, onScopeDispose, shallowRef } from 'vue'

const KEYS = { audioinput: 'lva.microphone', audiooutput: 'lva.loudspeaker' } as const
type Kind = keyof typeof KEYS

/** The device chosen last on this machine; null is the usual one. */
export const rememberedDevice = (kind: Kind): string | null => localStorage.getItem(KEYS[kind])

export function rememberDevice(kind: Kind, deviceId: string): void {
  if (deviceId) localStorage.setItem(KEYS[kind], deviceId)
  else localStorage.removeItem(KEYS[kind])
}

/** What can be listened with and spoken through. Browsers name devices only once the page may listen; `look` then asks again. */
export function useDevices() {
  const microphones = shallowRef<MediaDeviceInfo[]>([])
  const loudspeakers = shallowRef<MediaDeviceInfo[]>([])

  async function look() {
    const all = (await navigator.mediaDevices?.enumerateDevices()) ?? []
    const named = (kind: Kind) => all.filter((device) => device.kind === kind && device.deviceId !== '')
    microphones.value = named('audioinput')
    loudspeakers.value = named('audiooutput')
  }

  const changed = () => void look()
  onMounted(() => {
    navigator.mediaDevices?.addEventListener('devicechange', changed)
    void look()
  })
  onScopeDispose(() => navigator.mediaDevices?.removeEventListener('devicechange', changed))
  return { microphones, loudspeakers, look }
}
