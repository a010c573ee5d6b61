/**
 * How reminders stand in this browser. `insecure`: plain http; `install`: an iPhone or iPad has them only once the app is on its home
 * screen; `unsupported`: it has none at all; `denied`: the learner, or whoever set the browser up, said no.
 */
export type PushState = 'insecure' | 'install' | 'unsupported' | 'denied' | 'off' | 'on'

/** What a browser says about itself. */
export type Browser = {
  secure: boolean
  push: boolean
  /** An iPhone or iPad, whatever browser is on it. */
  apple: boolean
  installed: boolean
  permission: NotificationPermission
  subscribed: boolean
}

/** The first thing that stands in the way, else whether they are on. */
export function stateOf({ secure, push, apple, installed, permission, subscribed }: Browser): PushState {
  if (!secure) return 'insecure'
  if (!push) return apple && !installed ? 'install' : 'unsupported'
  if (permission === 'denied') return 'denied'
  return permission === 'granted' && subscribed ? 'on' : 'off'
}

/** An iPad calls itself a Macintosh, and is one that is touched. */
export const isApple = ({ userAgent, maxTouchPoints }: Pick<Navigator, 'userAgent' | 'maxTouchPoints'>): boolean =>
  /iPhone|iPad|iPod/.test(userAgent) || (userAgent.includes('Macintosh') && maxTouchPoints > 1)
