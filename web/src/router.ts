import { createRouter, createWebHistory } from 'vue-router'
import { useAccount } from './accounts/account.ts'

const account = useAccount()

declare module 'vue-router' {
  interface RouteMeta {
    /** Needs no sign-in. */
    open?: boolean
    /** Fills the whole screen, without the frame. */
    alone?: boolean
  }
}

const talk = () => import('./conversation/conversation-view.vue')

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', name: 'talk', component: talk },
    { path: '/talk/:sessionId?', name: 'talk-session', component: talk, props: true },
    { path: '/library', name: 'library', component: () => import('./library/library-page.vue') },
    {
      path: '/sessions/:sessionId',
      name: 'session',
      component: () => import('./library/session-page.vue'),
      props: true,
    },
    { path: '/you', name: 'you', component: () => import('./accounts/you-page.vue') },
    {
      path: '/sign-in',
      name: 'sign-in',
      component: () => import('./accounts/sign-in-page.vue'),
      meta: { open: true, alone: true },
    },
    {
      path: '/sign-up',
      name: 'sign-up',
      component: () => import('./accounts/sign-up-page.vue'),
      meta: { open: true, alone: true },
    },
    { path: '/:missing(.*)*', name: 'missing', component: () => import('./frame/missing-page.vue') },
  ],
  scrollBehavior: (to, _from, saved) => saved ?? (to.hash ? false : { top: 0 }),
})

router.beforeEach(async (to) => {
  if (account.presence.value === 'unknown') await account.start()
  const here = account.presence.value !== 'signed-out'
  if (!here && !to.meta.open) return { name: 'sign-in', query: to.fullPath === '/' ? {} : { next: to.fullPath } }
  if (here && to.meta.open) return { name: 'talk' }
})

account.afterSignOut(() => void router.push({ name: 'sign-in' }))
