import type { Page } from './navigation/match.ts'

/**
 * Pages that hardly anybody opens first. They come with the first of them, so that no other page is longer for this list. A name begins with
 * that of the place they belong to.
 */
export const morePages: Page[] = [
  { path: '/library/documents', name: 'library/documents', load: () => import('./documents/documents-page.vue') },
  { path: '/library/pictures', name: 'library/pictures', load: () => import('./pictures/pictures-page.vue') },
  {
    path: '/documents/:documentId',
    name: 'library/document',
    anew: true,
    load: () => import('./documents/document-page.vue'),
  },
  { path: '/search', name: 'library/search', load: () => import('./search/search-page.vue') },
  { path: '/memories', name: 'library/memories', load: () => import('./memories/memories-page.vue') },
  { path: '/graph/:id?', name: 'library/graph', load: () => import('./knowledge/graph-page.vue') },
  { path: '/today', name: 'today', load: () => import('./today/today-page.vue') },
  { path: '/progress', name: 'today/progress', load: () => import('./insights/progress-page.vue') },
  { path: '/insights', name: 'today/insights', load: () => import('./insights/insights-page.vue') },
  { path: '/analyses', name: 'today/analyses', load: () => import('./analysis/analyses-page.vue') },
  { path: '/analyses/:id', name: 'today/analysis', anew: true, load: () => import('./analysis/analysis-page.vue') },
  { path: '/reports', name: 'today/reports', load: () => import('./insights/reports-page.vue') },
  { path: '/you/learnt', name: 'you/learnt', load: () => import('./preferences/learnt-page.vue') },
  { path: '/you/reminders', name: 'you/reminders', load: () => import('./reminders/reminders-page.vue') },
  { path: '/you/phone', name: 'you/phone', load: () => import('./phone/phone-page.vue') },
  { path: '/review', name: 'today/review', load: () => import('./reviews/review-page.vue') },
  { path: '/cards', name: 'today/cards', load: () => import('./reviews/cards-page.vue') },
  { path: '/cards/import', name: 'today/cards-import', load: () => import('./reviews/import-page.vue') },
  { path: '/cards/:id', name: 'today/card', anew: true, load: () => import('./reviews/item-page.vue') },
  { path: '/goals', name: 'today/goals', load: () => import('./goals/goals-page.vue') },
  { path: '/goals/:id', name: 'today/goal', anew: true, load: () => import('./goals/goal-page.vue') },
  { path: '/achievements', name: 'today/achievements', load: () => import('./goals/achievements-page.vue') },
  { path: '/restore', name: 'restore', open: true, alone: true, load: () => import('./restoring/restore-page.vue') },
  {
    path: '/administration/:part?/:id?',
    name: 'you/administration',
    load: () => import('./administration/administration-page.vue'),
  },
]
