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

/** Whether a subscription was made with the server's key as it is now. With any other the server cannot write to it. */
export function isFor(own: ArrayBuffer | null | undefined, key: string): boolean {
  if (!own) return false
  return (
    btoa(String.fromCharCode(...new Uint8Array(own)))
      .replaceAll('+', '-')
      .replaceAll('/', '_')
      .replaceAll('=', '') === key
  )
}

/** An iPad calls itself a Macintosh, and is one that is touched. */
export const isApple = ({ userAgent, maxTouchPoints }: Pick<Navigator, 'userAgent' | 'maxTouchPoints'>): boolean =>
  /iPhone|iPad|iPod/.test(userAgent) || (userAgent.includes('Macintosh') && maxTouchPoints > 1)
