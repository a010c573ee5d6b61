import { onScopeDispose, type Ref, watch } from 'vue'

/** Keeps the screen on while `wanted`. Browsers let go of it whenever the page is hidden, and some never give it. */
export function useWakeLock(wanted: Ref<boolean>) {
  let lock: WakeLockSentinel | null = null

  async function hold() {
    if (!wanted.value || lock || document.visibilityState !== 'visible') return
    const held = await navigator.wakeLock?.request('screen').catch(() => null)
    if (!held) return
    if (!wanted.value) return void held.release()
    lock = held
    held.addEventListener('release', () => {
      lock = null
    })
  }

  const seen = () => void hold()
  watch(
    wanted,
    (is) => {
      if (is) void hold()
      else void lock?.release()
    },
    { immediate: true },
  )
  document.addEventListener('visibilitychange', seen)
  onScopeDispose(() => {
    document.removeEventListener('visibilitychange', seen)
    void lock?.release()
  })
}
