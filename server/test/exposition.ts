/** A family of Prometheus' text format, as it was told. */
export interface Family {
  type: 'counter' | 'gauge' | 'histogram'
  help: string
  /** Values by the whole name of their series, labels in the order they came. */
  series: Map<string, number>
}

const NAME = /^[a-z][a-z0-9_]*$/
const LABELS = /^(?:[a-z][a-z0-9_]*="(?:[^"\\\n]|\\[\\"n])*"(?:,|$))*$/
const NUMBER = /^(?:\d+(?:\.\d+)?(?:e[+-]\d+)?|\+Inf)$/
const ENDINGS = ['_bucket', '_sum', '_count']

/**
 * Reads Prometheus' text format more strictly than Prometheus: every family once, with help and type before its lines and nothing of another between them, no
 * series twice, no number below zero, base units, `_total` on counters and on nothing else, buckets that grow and end with all. Throws Error
 * with the line that breaks a rule.
 */
export function parseExposition(text: string): Map<string, Family> {
  const families = new Map<string, Family>()
  let open: [string, Family] | null = null
  const wrong = (why: string, line: string) => new Error(`${why}: ${line}`)
  if (!text.endsWith('\n') || text.endsWith('\n\n')) throw new Error('the text does not end with its last line')
  let help: string | null = null
  for (const line of text.slice(0, -1).split('\n')) {
    if (line.startsWith('# HELP ')) {
      help = line.slice('# HELP '.length)
      continue
    }
    if (line.startsWith('# TYPE ')) {
      const [name = '', type = ''] = line.slice('# TYPE '.length).split(' ')
      if (!help?.startsWith(`${name} `)) throw wrong('no help before its type', line)
      if (families.has(name)) throw wrong('a family comes twice', line)
      if (!NAME.test(name)) throw wrong('no name of ours', line)
      if (type !== 'counter' && type !== 'gauge' && type !== 'histogram') throw wrong('an unknown type', line)
      if ((type === 'counter') !== name.endsWith('_total')) throw wrong('_total is for counters', line)
      if (/_(?:ms|millis\w*|minutes|hours|days|kb|mb|percent)(?:_|$)/.test(name)) throw wrong('no base unit', line)
      if (ENDINGS.some((ending) => name.endsWith(ending))) throw wrong('an ending of histograms', line)
      open = [name, { type, help: help.slice(name.length + 1), series: new Map() }]
      families.set(...open)
      help = null
      continue
    }
    const parts = /^([a-z0-9_]+)(?:\{([^\n]*)\})? (\S+)$/.exec(line)
    if (!parts || !open || help !== null) throw wrong('neither a comment nor a number of the family above', line)
    const [, name = '', labels = '', value = ''] = parts
    const [family, { type, series }] = open
    const ending = type === 'histogram' ? ENDINGS.find((one) => name === `${family}${one}`) : ''
    if (name !== `${family}${ending}` || ending === undefined) throw wrong('a line of another family', line)
    if (!LABELS.test(labels) || labels.endsWith(',')) throw wrong('labels that cannot be read', line)
    if (labels.includes('le="') !== (ending === '_bucket')) throw wrong('a bound where there is no bucket', line)
    if (!NUMBER.test(value)) throw wrong('no number', line)
    const key = `${name}${labels && `{${labels}}`}`
    if (series.has(key)) throw wrong('a series comes twice', line)
    series.set(key, Number(value))
  }
  for (const [name, family] of families) if (family.type === 'histogram') checkBuckets(name, family)
  return families
}

function checkBuckets(name: string, { series }: Family) {
  const kinds = new Map<string, Array<{ bound: number; count: number }>>()
  for (const [key, count] of series) {
    const bucket = /_bucket\{(.*?),?le="([^"]+)"\}$/.exec(key)
    if (!bucket) continue
    const [, labels = '', bound = ''] = bucket
    const some = kinds.get(labels) ?? []
    some.push({ bound: bound === '+Inf' ? Number.POSITIVE_INFINITY : Number(bound), count })
    kinds.set(labels, some)
  }
  for (const [labels, buckets] of kinds) {
    const braces = labels && `{${labels}}`
    const all = series.get(`${name}_count${braces}`)
    if (series.get(`${name}_sum${braces}`) === undefined) throw new Error(`no sum: ${name}${braces}`)
    if (buckets.at(-1)?.bound !== Number.POSITIVE_INFINITY || buckets.at(-1)?.count !== all)
      throw new Error(`the last bucket does not hold all: ${name}${braces}`)
    for (const [at, { bound, count }] of buckets.entries()) {
      const before = buckets[at - 1]
      if (before && (bound <= before.bound || count < before.count))
        throw new Error(`buckets that do not grow: ${name}${braces}`)
    }
  }
}

/** What all series of a family with these labels hold together; `name` of a histogram with its ending. */
export function total(families: Map<string, Family>, name: string, labels: Record<string, string> = {}): number {
  const family = families.get(name) ?? families.get(name.replace(/_(?:bucket|sum|count)$/, ''))
  if (!family) throw new Error(`there is no ${name}`)
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`)
  return [...family.series]
    .filter(([key]) => key === name || key.startsWith(`${name}{`))
    .filter(([key]) => wanted.every((pair) => key.includes(pair)))
    .reduce((all, [, value]) => all + value, 0)
}
