import { stem } from '../db/stem.ts'

/** English words whose forms no ending tells; each line of forms is one word. A form that is mostly another word is left out. */
const FORMS = `
  become became, begin began begun, bend bent, bite bit bitten, bleed bled, blow blew blown, break broke broken, bring brought,
  build built, burn burnt, buy bought, catch caught, child children, choose chose chosen, come came, creep crept, deal dealt, dig dug,
  draw drew drawn, dream dreamt, drink drank drunk, drive drove driven, eat ate eaten, fall fell fallen, feed fed, feel felt,
  fight fought, find found, flee fled, fly flew flown, foot feet, forget forgot forgotten, forgive forgave forgiven,
  freeze froze frozen, give gave given, go went gone, goose geese, grow grew grown, hang hung, hear heard, hide hid hidden,
  hold held, keep kept, kneel knelt, know knew known, lead led, leap leapt, learn learnt, leave left, lend lent, lose lost,
  make made, man men, mean meant, meet met, mouse mice, pay paid, person people, ride rode ridden, ring rang rung, rise rose risen,
  run ran, say said, see saw seen, seek sought, sell sold, send sent, sew sewn, shake shook shaken, shine shone, shoot shot,
  show shown, shrink shrank shrunk, sing sang sung, sink sank sunk, sit sat, sleep slept, slide slid, speak spoke spoken,
  spell spelt, spend spent, spill spilt, spin spun, spring sprang sprung, stand stood, steal stole stolen, stick stuck,
  sting stung, strike struck, swear swore sworn, sweep swept, swim swam swum, swing swung, take took taken, teach taught,
  tear tore torn, tell told, think thought, throw threw thrown, tooth teeth, understand understood, wake woke woken,
  wear wore worn, weep wept, win won, wind wound, woman women, write wrote written, wife wives, life lives, knife knives,
  leaf leaves, loaf loaves, half halves, shelf shelves, wolf wolves, thief thieves`

const families = new Map<string, string[]>()
for (const line of FORMS.split(',')) {
  const forms = line.trim().split(/\s+/)
  for (const form of forms) families.set(form, forms)
}

/** The other forms of an irregular English word, in any of its regular endings or none: "running" and "ran" belong to "run". */
export function irregularForms(term: string): string[] {
  return (families.get(term) ?? families.get(stem(term)) ?? []).filter((form) => form !== term)
}
