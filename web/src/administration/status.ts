import type { Status } from '@lva/contracts/watching'

/** So many samples are an hour. */
const KEPT = 360

/** What is known now: the newest of everything, and the samples that came after those that are here. Another process begins anew. */
export function together(before: Status | null, news: Status): Status {
  if (before?.process !== news.process) return news
  const samples = { ...news.samples }
  for (const name of Object.keys(samples) as Array<keyof Status['samples']>)
    Object.assign(samples, { [name]: [...before.samples[name], ...news.samples[name]].slice(-KEPT) })
  return { ...news, samples }
}
