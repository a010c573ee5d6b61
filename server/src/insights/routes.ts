import {
  Heatmap,
  HeatmapQuery,
  Hours,
  Insight,
  InsightChange,
  Insights,
  Progress,
  ProgressOverview,
  ProgressQuery,
  RangeQuery,
  Recall,
  Report,
  ReportQuery,
  Topics,
  TopicsQuery,
  Trends,
  TrendsQuery,
} from '@lva/contracts/insights'
import { AnalyticsExportQuery } from '@lva/contracts/insights-export'
import { Id } from '@lva/contracts/text'
import { z } from 'zod'
import type { App } from '../http/http.ts'
import type { InsightKeeper } from './insights.ts'

const tags = ['analytics']
const reads = { scope: 'read' } as const
const FILES = {
  markdown: { type: 'text/markdown; charset=utf-8', ending: 'md' },
  html: { type: 'text/html; charset=utf-8', ending: 'html' },
  pdf: { type: 'application/pdf', ending: 'pdf' },
} as const

/** How it goes: numbers, what stands out in them, reports and exports; of the learner who asks. */
export function insightRoutes(app: App, insights: InsightKeeper) {
  app.get(
    '/api/analytics/overview',
    {
      config: reads,
      schema: {
        ...{ tags, summary: 'How the last days went, against as many before' },
        ...{ querystring: RangeQuery, response: { 200: ProgressOverview } },
      },
    },
    ({ learner, query }) => insights.overview(learner.userId, query),
  )

  app.get(
    '/api/analytics/progress',
    {
      config: reads,
      schema: { tags, summary: 'A metric over time', querystring: ProgressQuery, response: { 200: Progress } },
    },
    ({ learner, query }) => insights.progress(learner.userId, query),
  )

  app.get(
    '/api/analytics/trends',
    {
      config: reads,
      schema: {
        ...{ tags, summary: 'Trend, weekdays, outlook, comparison and unusual days of a metric' },
        ...{ querystring: TrendsQuery, response: { 200: Trends } },
      },
    },
    ({ learner, query }) => insights.trends(learner.userId, query),
  )

  app.get(
    '/api/analytics/recall',
    {
      config: reads,
      schema: {
        ...{ tags, summary: 'How much I recall, and whether as much as predicted' },
        ...{ querystring: RangeQuery, response: { 200: Recall } },
      },
    },
    ({ learner, query }) => insights.recall(learner.userId, query),
  )

  app.get(
    '/api/analytics/hours',
    { config: reads, schema: { tags, summary: 'When I learn', querystring: RangeQuery, response: { 200: Hours } } },
    ({ learner, query }) => insights.hours(learner.userId, query),
  )

  app.get(
    '/api/analytics/topics',
    {
      config: reads,
      schema: { tags, summary: 'What I learn about', querystring: TopicsQuery, response: { 200: Topics } },
    },
    ({ learner, query }) => insights.topics(learner.userId, query),
  )

  app.get(
    '/api/analytics/heatmap',
    {
      config: reads,
      schema: { tags, summary: 'A year, day by day', querystring: HeatmapQuery, response: { 200: Heatmap } },
    },
    ({ learner, query }) => insights.heatmap(learner.userId, query),
  )

  app.get(
    '/api/analytics/insights',
    { config: reads, schema: { tags, summary: 'What stands out', response: { 200: Insights } } },
    ({ learner }) => insights.latest(learner.userId),
  )

  app.patch(
    '/api/analytics/insights/:id',
    {
      config: { scope: 'write' },
      schema: {
        ...{ tags, summary: 'Dismiss an insight, put it off, or take that back' },
        ...{ params: z.object({ id: Id }), body: InsightChange, response: { 200: Insight } },
      },
    },
    ({ learner, params, body }) => insights.change(learner.userId, params.id, body),
  )

  app.get(
    '/api/analytics/report',
    {
      config: reads,
      schema: {
        ...{ tags, summary: 'A week or a month: as JSON, or as a file' },
        ...{ querystring: ReportQuery, response: { 200: z.union([Report, z.unknown().describe('The file.')]) } },
      },
    },
    async ({ learner, query: { format, ...query }, signal }, reply) => {
      const report = await insights.report(learner.userId, query)
      if (format === 'json') return report
      const { type, ending } = FILES[format]
      const name = `${report.period}-${report.from}.${ending}`
      reply.type(type).header('content-disposition', `attachment; filename="${name}"`)
      return insights.paper(learner.userId, report, format, signal)
    },
  )

  app.get(
    '/api/analytics/export',
    {
      config: reads,
      schema: {
        ...{ tags, summary: 'Everything the pictures are drawn from, with a checksum' },
        querystring: AnalyticsExportQuery,
        response: {
          200: z.unknown().describe('JSON or CSV. `Repr-Digest` (RFC 9530) and `X-Rows` tell its SHA-256 and rows.'),
        },
      },
    },
    async ({ learner, query: { format, table } }, reply) => {
      const file = format === 'json' ? await insights.json(learner.userId) : await insights.csv(learner.userId, table)
      reply
        .type(file.type)
        .header('content-disposition', `attachment; filename="${file.name}"`)
        .header('repr-digest', `sha-256=:${file.sha256.toString('base64')}:`)
        .header('x-rows', String(file.rows))
      return file.body
    },
  )
}
