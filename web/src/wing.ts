import type { Page } from './navigation/match.ts'

const rooms = {
  documents: () => import('./documents/documents-page.vue'),
  pictures: () => import('./pictures/pictures-page.vue'),
  document: () => import('./documents/document-page.vue'),
  search: () => import('./search/search-page.vue'),
  memories: () => import('./memories/memories-page.vue'),
  graph: () => import('./knowledge/graph-page.vue'),
  goals: () => import('./goals/goals-page.vue'),
  goal: () => import('./goals/goal-page.vue'),
  achievements: () => import('./goals/achievements-page.vue'),
  today: () => import('./today/today-page.vue'),
  progress: () => import('./insights/progress-page.vue'),
  insights: () => import('./insights/insights-page.vue'),
  reports: () => import('./insights/reports-page.vue'),
  learnt: () => import('./preferences/learnt-page.vue'),
  reminders: () => import('./reminders/reminders-page.vue'),
  'reminders-off': () => import('./reminders/off-page.vue'),
  review: () => import('./reviews/review-page.vue'),
  cards: () => import('./reviews/cards-page.vue'),
  card: () => import('./reviews/item-page.vue'),
  'cards-import': () => import('./reviews/import-page.vue'),
  administration: () => import('./administration/administration-page.vue'),
} satisfies Record<string, Page['load']>

/** Pages that hardly anybody opens first. This list comes with the first of them, so that no other page is longer for it. */
export const wing: Record<keyof typeof rooms, Page['load']> = rooms
