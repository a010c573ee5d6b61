import type { Settings } from '@lva/contracts/accounts'

export type Theme = Settings['theme']
/** Read before the first paint by `web/public/theme.js`, its twin, which cannot import it. */
const KEY = 'lva.theme'

/** Shows the app in a theme and keeps it on this device, for the moment before anybody has signed in. */
export function showTheme(theme: Theme) {
  if (theme === 'system') {
    delete document.documentElement.dataset.theme
    localStorage.removeItem(KEY)
  } else {
    document.documentElement.dataset.theme = theme
    localStorage.setItem(KEY, theme)
  }
}
