import type { Page } from './navigation/match.ts'

/** Pages that hardly anybody opens first. They come with the first of them, so that no other page is longer for this list. */
export const wing: Page[] = [
  { path: '/library/documents', name: 'documents', load: () => import('./documents/documents-page.vue') },
  { path: '/library/pictures', name: 'pictures', load: () => import('./pictures/pictures-page.vue') },
  { path: '/documents/:documentId', name: 'document', anew: true, load: () => import('./documents/document-page.vue') },
  { path: '/search', name: 'search', load: () => import('./search/search-page.vue') },
  { path: '/memories', name: 'memories', load: () => import('./memories/memories-page.vue') },
  { path: '/graph/:id?', name: 'graph', load: () => import('./knowledge/graph-page.vue') },
  { path: '/today', name: 'today', load: () => import('./today/today-page.vue') },
  { path: '/progress', name: 'progress', load: () => import('./insights/progress-page.vue') },
  { path: '/insights', name: 'insights', load: () => import('./insights/insights-page.vue') },
  { path: '/reports', name: 'reports', load: () => import('./insights/reports-page.vue') },
  { path: '/you/learnt', name: 'learnt', load: () => import('./preferences/learnt-page.vue') },
  { path: '/you/reminders', name: 'reminders', load: () => import('./reminders/reminders-page.vue') },
  { path: '/review', name: 'review', load: () => import('./reviews/review-page.vue') },
  { path: '/cards', name: 'cards', load: () => import('./reviews/cards-page.vue') },
  { path: '/cards/import', name: 'cards-import', load: () => import('./reviews/import-page.vue') },
  { path: '/cards/:id', name: 'card', anew: true, load: () => import('./reviews/item-page.vue') },
  { path: '/goals', name: 'goals', load: () => import('./goals/goals-page.vue') },
  { path: '/goals/:id', name: 'goal', anew: true, load: () => import('./goals/goal-page.vue') },
  { path: '/achievements', name: 'achievements', load: () => import('./goals/achievements-page.vue') },
  {
    path: '/administration/:part?/:id?',
    name: 'administration',
    load: () => import('./administration/administration-page.vue'),
  },
]
