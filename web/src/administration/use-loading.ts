import { onMounted, shallowRef } from 'vue'

/** Something a part needs from the server: asked when it is shown, and again by hand. */
export function useLoading<Loaded>(ask: () => Promise<Loaded>) {
  const value = shallowRef<Loaded | null>(null)
  const fault = shallowRef<unknown>(null)
  let latest = 0

  async function load() {
    const mine = ++latest
    fault.value = null
    try {
      const loaded = await ask()
      // An answer to an older question must not stand under a newer one.
      if (mine === latest) value.value = loaded
    } catch (cause) {
      if (mine === latest) fault.value = cause
    }
  }

  onMounted(load)
  return { value, fault, load }
}
