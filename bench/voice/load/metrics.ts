// What the server says of itself at /metrics, read twice and compared.

export type Metrics = Map<string, number>

/** `key` is the administrator's. */
export async function readMetrics(url: string, key: string): Promise<Metrics> {
  const answer = await fetch(`${url}/metrics`, { headers: { 'x-admin-key': key } })
  if (!answer.ok) throw new Error(`/metrics answered ${answer.status}`)
  const lines = (await answer.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(
    lines.map((line) => {
      const space = line.lastIndexOf(' ')
      return [line.slice(0, space), Number(line.slice(space + 1))]
    }),
  )
}

/** By how much each has grown. */
export function change(before: Metrics, after: Metrics): Metrics {
  return new Map([...after].map(([name, value]) => [name, value - (before.get(name) ?? 0)]))
}

export function sumOf(metrics: Metrics, name: string, label: string): number {
  let sum = 0
  for (const [key, value] of metrics) if (key.startsWith(`${name}{`) && key.includes(label)) sum += value
  return sum
}

const FRAMES = 'lva_voice_frame_seconds_bucket'

/** The upper end of the bucket in which this part (0–1) of all frames lies, in milliseconds: never better than it was. NaN without any. */
export function framesSlower(metrics: Metrics, part: number): number {
  const buckets = [...metrics]
    .filter(([key]) => key.startsWith(FRAMES))
    .map(([key, count]) => ({
      end: Number((/le="([^"]+)"/.exec(key)?.[1] ?? 'NaN').replace('+Inf', 'Infinity')),
      count,
    }))
    .sort((a, b) => a.end - b.end)
  const all = buckets.at(-1)?.count ?? 0
  if (all === 0) return Number.NaN
  return (buckets.find(({ count }) => count >= part * all)?.end ?? Number.NaN) * 1000
}
