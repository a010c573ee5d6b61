/** What one process counts, in the text format of Prometheus. */
export interface Counted {
  process: number
  text: string
}

/**
 * The numbers of several processes in one text: every sample with the label `process`, families in the order in which they are first told.
 * A counter that begins anew because its process did is what Prometheus expects of one.
 */
export function together(all: readonly Counted[]): string {
  const families = new Map<string, { about: string[]; samples: string[] }>()
  for (const { process, text } of all) {
    let family: { about: string[]; samples: string[] } | undefined
    for (const line of text.split('\n').filter(Boolean)) {
      const [, kind, name] = /^# (HELP|TYPE) (\S+)/.exec(line) ?? []
      if (name) {
        family = families.get(name) ?? { about: [], samples: [] }
        families.set(name, family)
        // Every process says the same of it.
        if (!family.about.some((told) => told.startsWith(`# ${kind} `))) family.about.push(line)
      } else family?.samples.push(labelled(line, process))
    }
  }
  return [...families.values()]
    .flatMap(({ about, samples }) => [...about, ...samples])
    .join('\n')
    .concat('\n')
}

/** A sample is a name, perhaps labels in braces, and a value. */
function labelled(sample: string, process: number): string {
  const end = sample.search(/[{ ]/)
  const name = sample.slice(0, end)
  const rest = sample.slice(end)
  const own = `process="${process}"`
  if (!rest.startsWith('{')) return `${name}{${own}}${rest}`
  return `${name}{${own}${rest[1] === '}' ? '' : ','}${rest.slice(1)}`
}
