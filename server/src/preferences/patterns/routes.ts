import { Patterns } from '@lva/contracts/patterns'
import type { App } from '../../http/http.ts'
import type { PatternFinder } from './patterns.ts'

/** What recurs in how the learner who asks learns. */
export function patternRoutes(app: App, patterns: PatternFinder) {
  app.get(
    '/api/patterns',
    {
      config: { scope: 'read' },
      schema: { tags: ['preferences'], summary: 'What recurs in how I learn', response: { 200: Patterns } },
    },
    ({ learner }) => patterns.patterns(learner.userId),
  )
}
