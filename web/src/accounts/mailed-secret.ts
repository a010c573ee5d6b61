import { shallowRef, watchEffect } from 'vue'
import { useRoute } from '../navigation/navigation.ts'

/**
 * The secret of the link that led here. It stands behind the `#`, which no browser sends anywhere, and is taken out of the address, so
 * that neither the history nor a bookmark keeps it.
 */
export function useMailedSecret() {
  const route = useRoute()
  const secret = shallowRef('')
  watchEffect(() => {
    if (route.hash === '') return
    secret.value = route.hash.slice(1)
    history.replaceState(history.state, '', location.pathname)
  })
  return secret
}
