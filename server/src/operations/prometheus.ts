/** Numbers as Prometheus reads them. */
export type Measures = ReturnType<typeof createMeasures>

type Labels = Record<string, string>

/** What one look found. */
export interface Reading {
  labels?: Labels
  value: number
}
type Look = () => Reading[] | Promise<Reading[]>

interface Family {
  name: string
  help: string
  type: 'counter' | 'gauge' | 'histogram'
  lines(): string[] | Promise<string[]>
}

/** Everything that is counted in this process, in the order in which it was named. Names and labels are our own, never a person's. */
export function createMeasures() {
  const families: Family[] = []

  /** Something that is looked at when it is asked for. What cannot be read is left out, so that the others are still told. */
  const read = (name: string, help: string, type: Family['type'], look: Look) =>
    families.push({
      ...{ name, help, type },
      lines: async () =>
        (await Promise.resolve().then(look).catch(nothing)).map(
          ({ labels = {}, value }) => `${name}${written(labels)} ${value}`,
        ),
    })

  return {
    /** Something that is only ever added to. */
    counter(name: string, help: string) {
      const counts = new Map<string, number>()
      families.push({
        name,
        help,
        type: 'counter',
        lines: () => [...counts].map(([key, count]) => `${name}${key} ${count}`),
      })
      return {
        add(labels: Labels = {}, by = 1) {
          const key = written(labels)
          counts.set(key, (counts.get(key) ?? 0) + by)
        },
        /** The same for labels that are known beforehand, where it is called very often. */
        of(labels: Labels) {
          const key = written(labels)
          return (by: number) => void counts.set(key, (counts.get(key) ?? 0) + by)
        },
      }
    },

    /** Something that goes up and down. */
    gauge: (name: string, help: string, look: Look) => void read(name, help, 'gauge', look),

    /** Something that only grows, and is counted elsewhere. */
    counted: (name: string, help: string, look: Look) => void read(name, help, 'counter', look),

    /** How often something took how long; `bounds` are upper ends in seconds, the lowest first. */
    histogram(name: string, help: string, bounds: readonly number[]) {
      const kinds = new Map<string, { labels: Labels; counts: number[]; sum: number; count: number }>()
      const linesOf = ({
        labels,
        counts,
        sum,
        count,
      }: {
        labels: Labels
        counts: number[]
        sum: number
        count: number
      }) => [
        ...bounds.map((bound, n) => `${name}_bucket${written({ ...labels, le: String(bound) })} ${counts[n] ?? 0}`),
        `${name}_bucket${written({ ...labels, le: '+Inf' })} ${count}`,
        `${name}_sum${written(labels)} ${Math.round(sum * 1e6) / 1e6}`,
        `${name}_count${written(labels)} ${count}`,
      ]
      families.push({ name, help, type: 'histogram', lines: () => [...kinds.values()].flatMap(linesOf) })
      function of(labels: Labels) {
        const key = written(labels)
        return (ms: number) => {
          const kind = kinds.get(key) ?? { labels, counts: bounds.map(() => 0), sum: 0, count: 0 }
          if (kind.count === 0) kinds.set(key, kind)
          kind.count += 1
          kind.sum += ms / 1000
          for (let n = bounds.length - 1; n >= 0 && ms / 1000 <= (bounds[n] ?? 0); n--)
            kind.counts[n] = (kind.counts[n] ?? 0) + 1
        }
      }
      return {
        /** Takes one measurement, in milliseconds. */
        observe: (labels: Labels, ms: number) => of(labels)(ms),
        /** The same for labels that are known beforehand, where it is called very often. */
        of,
      }
    },

    /** All of it in the text format of Prometheus. */
    async text(): Promise<string> {
      const all = await Promise.all(
        families.map(async ({ name, help, type, lines }) => [
          `# HELP ${name} ${help}`,
          `# TYPE ${name} ${type}`,
          ...(await lines()),
        ]),
      )
      return `${all.flat().join('\n')}\n`
    },
  }
}

const nothing = (): Reading[] => []

function written(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`)
  return pairs.length > 0 ? `{${pairs.join(',')}}` : ''
}

const escaped = (value: string) => value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
