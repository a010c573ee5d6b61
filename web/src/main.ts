import './look/fonts.css'
import './look/tokens.css'
import './look/base.css'
import { createApp } from 'vue'
import App from './app.vue'
import Crash from './frame/crash.vue'
import { NAVIGATION } from './navigation/navigation.ts'
import { navigation } from './router.ts'
import { atFirstTouch } from './ui/first-touch.ts'

/** Time for what a first touch asks for. */
const SETTLED_MS = 1_000

// Until the first page is there, the name in the HTML stands; a fault on the way is shown instead of nothing.
navigation.begin().then(
  () => createApp(App).provide(NAVIGATION, navigation).mount('#app'),
  (fault: unknown) => createApp(Crash, { fault }).mount('#app'),
)

// After an update the files of the old build are gone; the page that still wants them starts anew, once.
addEventListener('vite:preloadError', (event) => {
  // Without the network a new start would lead to nothing.
  if (!navigator.onLine) return
  if (sessionStorage.getItem('lva.started-anew') === import.meta.url) return
  sessionStorage.setItem('lva.started-anew', import.meta.url)
  event.preventDefault()
  location.reload()
})

// Keeping the app for later fetches all of it, so it waits until somebody stays: until the first key or touch, and what that asks for.
if (import.meta.env.PROD)
  atFirstTouch(() => {
    setTimeout(() => import('./pwa/register.ts').then(({ register }) => register()), SETTLED_MS)
  })
