import { useAccount } from './accounts/account.ts'
import type { Page, Place } from './navigation/match.ts'
import { createNavigation } from './navigation/navigation.ts'

const account = useAccount()
const talk = () => import('./conversation/conversation-view.vue')
/** All others, which come with the first of them that is opened. */
const more = async () => (await import('./more-pages.ts')).morePages

const pages: Page[] = [
  { path: '/', name: 'talk', load: talk },
  { path: '/talk/:sessionId?', name: 'talk-session', load: talk },
  { path: '/library', name: 'library', load: () => import('./library/library-page.vue') },
  { path: '/sessions/:sessionId', name: 'session', anew: true, load: () => import('./library/session-page.vue') },
  { path: '/you', name: 'you', load: () => import('./you/you-page.vue') },
  { path: '/sign-in', name: 'sign-in', open: true, alone: true, load: () => import('./accounts/sign-in-page.vue') },
  { path: '/sign-up', name: 'sign-up', open: true, alone: true, load: () => import('./accounts/sign-up-page.vue') },
  { path: '/mailed/:what', name: 'mailed', open: true, alone: true, load: () => import('./accounts/mailed-page.vue') },
  { path: '*', name: 'missing', load: () => import('./frame/missing-page.vue') },
]

/** Strangers are led to the sign-in and back to where they wanted to go; whoever is here needs no sign-in. */
async function redirect({ page, address }: Place): Promise<string | null> {
  if (account.presence.value === 'unknown') await account.start()
  const here = account.presence.value !== 'signed-out'
  if (!here && !page.open) return address === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(address)}`
  // A link in a mail is for whoever opens it.
  return here && page.open && page.name !== 'mailed' ? '/' : null
}

/** The one navigation of this page. */
export const navigation = createNavigation({ pages, more, redirect })

account.afterSignOut(() => void navigation.push('/sign-in'))
