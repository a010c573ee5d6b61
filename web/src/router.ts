import { useAccount } from './accounts/account.ts'
import type { Page, Place } from './navigation/match.ts'
import { createNavigation } from './navigation/navigation.ts'
import type { wing as Wing } from './wing.ts'

const account = useAccount()
const talk = () => import('./conversation/conversation-view.vue')
/** A page of the wing: no other page carries where its code lies. */
const wing = (name: keyof typeof Wing) => async () => (await import('./wing.ts')).wing[name]()

const pages: Page[] = [
  { path: '/', name: 'talk', load: talk },
  { path: '/talk/:sessionId?', name: 'talk-session', load: talk },
  { path: '/library', name: 'library', load: () => import('./library/library-page.vue') },
  { path: '/library/documents', name: 'documents', load: wing('documents') },
  { path: '/library/pictures', name: 'pictures', load: wing('pictures') },
  { path: '/documents/:documentId', name: 'document', anew: true, load: wing('document') },
  { path: '/search', name: 'search', load: wing('search') },
  { path: '/sessions/:sessionId', name: 'session', anew: true, load: () => import('./library/session-page.vue') },
  { path: '/memories', name: 'memories', load: wing('memories') },
  { path: '/graph/:id?', name: 'graph', load: wing('graph') },
  { path: '/today', name: 'today', load: wing('today') },
  { path: '/progress', name: 'progress', load: wing('progress') },
  { path: '/insights', name: 'insights', load: wing('insights') },
  { path: '/reports', name: 'reports', load: wing('reports') },
  { path: '/you/learnt', name: 'learnt', load: wing('learnt') },
  { path: '/you/reminders', name: 'reminders', load: wing('reminders') },
  { path: '/review', name: 'review', load: wing('review') },
  { path: '/cards', name: 'cards', load: wing('cards') },
  { path: '/cards/import', name: 'cards-import', load: wing('cards-import') },
  { path: '/cards/:id', name: 'card', anew: true, load: wing('card') },
  { path: '/goals', name: 'goals', load: wing('goals') },
  { path: '/goals/:id', name: 'goal', anew: true, load: wing('goal') },
  { path: '/achievements', name: 'achievements', load: wing('achievements') },
  { path: '/you', name: 'you', load: () => import('./accounts/you-page.vue') },
  { path: '/administration/:part?/:id?', name: 'administration', load: wing('administration') },
  { path: '/sign-in', name: 'sign-in', open: true, alone: true, load: () => import('./accounts/sign-in-page.vue') },
  { path: '/sign-up', name: 'sign-up', open: true, alone: true, load: () => import('./accounts/sign-up-page.vue') },
  { path: '/mailed/reminders', name: 'mailed', open: true, alone: true, load: wing('reminders-off') },
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
export const navigation = createNavigation({ pages, redirect })

account.afterSignOut(() => void navigation.push('/sign-in'))
