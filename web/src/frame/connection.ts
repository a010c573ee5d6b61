import { readonly, ref } from 'vue'

const online = ref(navigator.onLine)
addEventListener('online', () => {
  online.value = true
})
addEventListener('offline', () => {
  online.value = false
})

/** Whether the device has a network. A network is no promise that the server answers. */
export function useConnection() {
  return { online: readonly(online) }
}
