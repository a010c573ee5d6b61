/** Somebody's work that waits for a place. `patient`: nobody stands in front of it. */
export interface Waiting {
  owner: string
  patient: boolean
}

/**
 * Who is next. Work somebody stands in front of goes before patient work; among either, whoever had a turn stands behind those who had none
 * since, so that a hundred pieces of one owner hold up another by one at most.
 */
export function createLine<Item extends Waiting>() {
  const lines = { hurried: new Map<string, Item[]>(), patient: new Map<string, Item[]>() }
  const lineOf = ({ patient }: Waiting) => (patient ? lines.patient : lines.hurried)

  function first(line: Map<string, Item[]>, mayBegin: (item: Item) => boolean): Item | undefined {
    for (const [owner, items] of line) {
      const item = items.find(mayBegin)
      if (!item) continue
      const rest = items.filter((other) => other !== item)
      line.delete(owner)
      if (rest.length > 0) line.set(owner, rest)
      return item
    }
    return undefined
  }

  return {
    get length(): number {
      return [...lines.hurried.values(), ...lines.patient.values()].reduce((sum, items) => sum + items.length, 0)
    },

    add(item: Item): void {
      const line = lineOf(item)
      line.set(item.owner, [...(line.get(item.owner) ?? []), item])
    },

    /** Takes the next one out, among those that may begin. */
    next(mayBegin: (item: Item) => boolean): Item | undefined {
      return first(lines.hurried, mayBegin) ?? first(lines.patient, mayBegin)
    },

    /** Takes one out that has given up. */
    remove(item: Item): void {
      const line = lineOf(item)
      const left = (line.get(item.owner) ?? []).filter((other) => other !== item)
      if (left.length > 0) line.set(item.owner, left)
      else line.delete(item.owner)
    },
  }
}
