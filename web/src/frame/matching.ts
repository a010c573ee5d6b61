/** The things whose name holds every word of the query, in any order and any case; all of them for no words. */
export function matching<T>(things: readonly T[], query: string, nameOf: (thing: T) => string): T[] {
  const words = folded(query).split(/\s+/).filter(Boolean)
  return things.filter((thing) => {
    const name = folded(nameOf(thing))
    return words.every((word) => name.includes(word))
  })
}

/** Lower case without accents: somebody who types "cafe" means "Café" too. */
const folded = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
