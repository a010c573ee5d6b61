const WHO = [
  'A whale',
  'The moon',
  'My grandmother',
  'A falling apple',
  'Every cell',
  'The river',
  'A good teacher',
  'Light',
]
const DOES = ['follows', 'remembers', 'changes', 'carries', 'explains', 'resembles', 'needs', 'outlives']
const WHAT = [
  'the tide',
  'a quiet rule',
  'what we forget',
  'its own shadow',
  'the shape of a question',
  'old stone',
  'honey',
  'the seasons',
]
const WHY = [
  'because of gravity',
  'when nobody looks',
  'after a long winter',
  'as the book says',
  'if you wait long enough',
  'by habit',
]

/** The nth thing somebody says: ordinary sentences in which words come back, as they do in what people say. */
export function sentence(who: string, n: number): string {
  let seed = n * 2654435761
  for (const letter of who) seed = Math.imul(seed ^ letter.charCodeAt(0), 16777619)
  const pick = <T>(list: readonly T[]): T => {
    seed = Math.imul(seed ^ (seed >>> 15), 2246822519) + 0x9e3779b9
    return list[(seed >>> 0) % list.length] as T
  }
  return `${pick(WHO)} ${pick(DOES)} ${pick(WHAT)} ${pick(WHY)}, and that is thought number ${n + 1}.`
}
