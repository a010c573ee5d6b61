import { stem } from '../db/stem.ts'
import { irregularForms } from './irregular.ts'

/**
 * Everyday English words that are said for each other, one meaning on a line. What is in no dictionary of ours is compared as it is. A word
 * of several meanings stands where it is meant most often, and nowhere else.
 */
const GROUPS = `
  large big huge enormous great giant
  small little tiny minor
  begin start commence
  finish conclude
  buy purchase
  fast quick rapid speedy swift
  slow gradual
  get receive obtain
  give provide supply
  make produce create build manufacture
  show demonstrate indicate tell reveal express
  need require demand must should want
  use apply employ
  rise increase grow climb go-up goes-up went-up going-up gone-up higher raise raised push-up puts-up put-up
  fall decrease decline drop sink reduce lower shrink go-down goes-down went-down going-down gone-down
  keep hold retain maintain remain stay
  remove take-off takes-off taking-off take-out takes-out taken-off took-off discard throw-away throws-away get-rid
  injure wound hurt harm
  die dead death perish
  kill murder assassinate
  expensive costly pricey dear
  bankrupt broke insolvent
  check test examine verify inspect
  mistake accident error fault
  people person folk everybody everyone
  child kid
  money cash
  job work profession
  ill sick
  car vehicle automobile
  doctor physician
  rock stone
  weak weaken weaker
  equal same identical alike
  answer reply respond response
  ask question query
  send transmit emit
  take-in takes-in absorb soak soaks-up soak-up suck breathe-in breathes-in take-up takes-up taking-up
  release give-off gives-off giving-off give-out gives-out radiate emit
  happen occur
  allow permit let
  stop prevent block avoid
  end ending
  entire whole full complete
  reject refuse
  forbid prohibit ban
  protect guard defend
  gap interval
  shift move
  quantity amount sum
  twice double
  half halve
  quarter fourth
  cloth rag clothes clothing
  jewellery ring
  extra excess surplus
  strong stronger strengthen
  centre center middle
  city town
  ocean sea
  road street
  ground surface
  sunlight sun
  co2 carbon-dioxide
  scrap peeling leftover
  dairy cheese milk
  moment instant
  idea thought concept
  view opinion
  method way technique
  state condition
  feel feeling emotion
  place location
  counterclockwise anticlockwise counter-clockwise anti-clockwise
  job profession
  sad unhappy
  happy glad joyful
  rich wealthy
  poor bad
  clever intelligent smart
  strange odd weird
  war conflict
  law statute
  king monarch
  leader ruler
  soldier troop
  army legion
  approve approval authorise authorize
  submit hand-in hands-in handed-in turn-in
  trip travel journey
  salary wage pay
  refund reimburse paid-back pay-back
  snapshot backup
  replace swap change
  insect bug beetle
  relieve relief
  feed brought-food brings-food
  father dad
  mother mum mom
  fridge refrigerator
  tap faucet
  ice icy
  often frequent
  rare seldom uncommon
  collide crash bump
  underneath under below beneath down less-than
  above over more-than
  before beforehand earlier
  after afterwards later
  near close next
  direct immediate right-away straight-away at-once
  together jointly
  alone solo
  dry arid
  wet damp moist
  cold cool chilly
  hot warm heat
  wide broad
  long lengthy length
  weight mass
  photograph photo picture
  aim goal purpose
  rival competitor
  alternative option
  teach instruct
  learn study
  reckon guess
  fix repair mend
  break damage
  drink swallow
  sleep slumber
  regular uniform
  ideal perfect
  choose pick select choice
  attempt try
  ensure make-sure makes-sure
  per each every
  virus germ
  antibody antibodies
  react respond
  infection infected
  reread read-again reading-it-again read-it-again
  quiz test
  origin come-from comes-from
  distance far-away how-far far
  relative compared
  notice observe
`

/** Forms of irregular words that are more often words of their own. */
const OWN = new Set([
  'left',
  'ground',
  'found',
  'wound',
  'rose',
  'felt',
  'saw',
  'spring',
  'lead',
  'leaves',
  'lives',
  'dug',
  'ring',
])

/** Long words that end in -ly are the word before it, in another place of a sentence. */
const plain = (word: string) => (word.length > 5 && word.endsWith('ly') ? word.slice(0, -2) : word)

const forms = (word: string) => [plain(word), ...(OWN.has(word) ? [] : irregularForms(word))].map(stem)

const groups = new Map<string, string>()
const phrases = new Map<string, string>()
for (const line of GROUPS.trim().split('\n')) {
  const words = line.trim().split(/\s+/)
  const name = stem(words[0] ?? '')
  for (const word of words)
    if (word.includes('-')) phrases.set(word.replaceAll('-', ' '), name)
    else for (const form of forms(word)) if (!groups.has(form)) groups.set(form, name)
}

/** One name for an English word, all its forms, and the words that are commonly said for it. */
export function sense(word: string): string {
  const [own = word, ...others] = forms(word)
  const known = [own, ...others].find((form) => groups.has(form))
  if (known !== undefined) return groups.get(known) ?? own
  return [own, ...others].sort()[0] ?? own
}

/** The sense of two or three words that are one together, as "go up"; undefined where they are not. */
export const senseOfPhrase = (words: string): string | undefined => phrases.get(words)
