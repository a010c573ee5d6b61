import { LRUCache } from 'lru-cache'
import { isStopWord, type Language } from './stop-words.ts'
import { sense } from './synonyms.ts'

/** A word, a number or a sign of a text, and where it stands. */
export interface Term {
  kind: 'word' | 'number' | 'sign'
  text: string
  /** Lower case, without accents and apostrophes. */
  key: string
  /** One name for the word, its forms and what is commonly said for it. */
  sense: string
  /** It carries grammar and no topic, or only tells of telling ("the study found"). */
  empty: boolean
  start: number
  end: number
}

const list = (words: string) => words.trim().split(/\s+/)

/** Words by which sources are spoken of, and how sure one is: they are said of anything. */
const TELLING = new Set(
  list(`source sources page pages article articles study studies paper papers review reviews research researchers researcher author authors scientist
  scientists team teams found find finds finding findings show shows showed shown say says said tell tells told report reports reported according state states stated describe
  describes described mention mentions estimate estimates estimated conclude concludes concluded suggest suggests suggested indicate indicates note
  notes wrote write writes result results evidence figure figures about around roughly nearly almost approximately example instance however though
  although moreover know known think thinks thought likely probably called likewise compared comparison authors data sign signs indication thus
  therefore hence already still yet especially main mainly mostly means meant meaning kind sort matter case cases fact time times due per
  versus whole far rather explanation explains leading question name named rated rating based basis rest rests give gives gave put puts help helps try
  want wants worth consider depends depend answer answers answered respond responded search searched result contrast
  quelle quellen seite seiten studie studien forscher autoren laut etwa rund ungefahr ergab zeigt zeigte fand sagt sagen heisst besagt zufolge damit
  source sources etude etudes chercheurs auteurs selon environ dit montre montrent trouve indique article page
  fuente fuentes estudio estudios investigadores autores segun aproximadamente unos unas dice dicen muestra indica articulo pagina`),
)

const PARTS =
  /(?<number>(?<![\p{L}\p{N}])[-−]?(?:\d{1,3}(?:[.,’'\u00a0\u202f ]\d{3}(?!\d))+|\d+)(?:[.,]\d+)?)|(?<word>\p{L}[\p{L}\p{M}\p{N}]*(?:['’](?:t|s|re|ve|ll|d|m)(?![\p{L}\p{N}]))?)|(?<sign>°\s?[CF]\b|%|‰|[^\s\p{L}\p{N}\p{M}])/gu

const senses = new LRUCache<string, string>({ max: 20_000 })

/** The terms of a text, in order. Linear in the text. */
export function termsOf(text: string, language: Language): Term[] {
  const terms: Term[] = []
  for (const match of text.matchAll(PARTS)) {
    const { number, word } = match.groups ?? {}
    const start = match.index
    const at = { text: match[0], start, end: start + match[0].length }
    if (word !== undefined) terms.push({ ...at, ...wordOf(word, language) })
    else
      terms.push({
        ...{ ...at, kind: number === undefined ? 'sign' : 'number', key: match[0].replace(/\s/g, '') },
        ...{ sense: '', empty: true },
      })
  }
  return terms
}

function wordOf(word: string, language: Language): Omit<Term, 'text' | 'start' | 'end'> {
  const lower = word
    .toLowerCase()
    .replace(/['’]s$/, '')
    .replace(/['’]/g, '')
  const key = plain(lower)
  const empty = key.length < 2 || isStopWord(lower, language) || isStopWord(key, language) || TELLING.has(key)
  return { kind: 'word', key, sense: senseIn(key, language), empty: empty && !COUNTS.has(key) }
}

/** Words of grammar in which a source and a sentence may differ. */
export const COUNTS: ReadonlySet<string> = new Set(
  list('more less most least above below before after under over first last few little big'),
)

const plain = (word: string) =>
  word
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .replaceAll('ß', 'ss')

function senseIn(key: string, language: Language): string {
  const name = `${language} ${key}`
  const known = senses.get(name)
  if (known !== undefined) return known
  const found = language === 'en' ? (NEAR.get(key) ?? NEAR.get(sense(key)) ?? sense(key)) : stemOf(key, language)
  senses.set(name, found)
  return found
}

const ENDINGS: Record<Exclude<Language, 'en'>, string[]> = {
  de: list('ungen ung ten tem ter tes te en em er es st e n s t'),
  fr: list('ements ement ations ation erent aient ees ee es er ent ait a e s'),
  es: list('aciones acion yeron aron ieron ando iendo ados adas ado ada idos idas ido ida ar er ir os as es o a e s'),
}

function stemOf(key: string, language: Exclude<Language, 'en'>): string {
  for (const ending of ENDINGS[language])
    if (key.endsWith(ending) && key.length - ending.length >= 4) return key.slice(0, -ending.length)
  return key
}

/** What is said for each other when something is reported, besides everyday synonyms; one meaning on a line. */
const REPORTED = `
  death deaths mortality die died dies dead fatal
  victim victims toll casualties
  lose lost loss losses losing
  remember remembered remembering recall recalled recalling retain retained retention retrieve retrieved retrieving retrieval
  restudy restudied reread rereading reading
  human humans people person persons
  sea ocean marine
  big large larger bigger great greater
  high higher tall taller height
  huge massive vast
  build built construct constructed construction building
  trial trials experiment experiments test tests tested
  student students pupil pupils learner learners
  disagree disagrees differ differs dispute disputed debated debate contested
  employment jobs job
  smell odour odor scent scents
  adult adults
  avoid avoids avoiding avoidance
  strong stronger powerful intense
  caused cause causes causing causal
  cheap cheaper
  adopt adopted adoption introduce introduced
  expect expected predict predicted forecast predicts
  world global worldwide
  country countries state nation nations
  extra additional further another
  outperform outperforms beat beats surpass surpassed overtook overtake exceed exceeds
  correct corrected correction
  survive survived survives survival
  clinic hospital hospitals
  float floating afloat
  square quadratic
  duration length long longer
  distance distant away
  shortage lack scarce scarcity
  advise advised advice recommend recommended recommends
  kept secret hidden
  explode exploded explosion
  erupt erupted eruption eruptions
  invent invented invention
  journal paper
  begin began begun start started starts beginning
  complete completed finished finish completion
  emit emits emitted emissions
  vary varies varied
  evolve evolved evolution
  recede recedes receding retreat retreated
  reject rejected refuse refused
  damage damaged harm harms harmful impair impairs
  typical representative
  declare declared declaration
  eradicate eradicated eradication
  translate translation translated
  transmit transmission spread spreads spreading
  carrier carriers vector
  buy bought purchase
  approve approved approval
  vaccinate vaccinated vaccination vaccine vaccines
  infect infected infection infections
  method methods technique techniques
  useful utility use
  bee bees honeybee honeybees
  participant participants volunteers subjects
  frequent common often
  expensive dearer costlier
  drink drinks drank drinking drinker drinkers
  netherlands dutch holland
  france french
  britain british england english
  germany german
  spain spanish iberia iberian
  switzerland swiss
  sweden swedish
  denmark danish
  poland polish
  greece greek
  ireland irish
  wales welsh
  scotland scottish
  turkey turkish`

const NEAR = new Map<string, string>()
for (const line of REPORTED.trim().split('\n')) {
  const words = list(line)
  for (const word of words) if (!NEAR.has(word)) NEAR.set(word, words[0] ?? word)
}

/** Whether two words are forms of one: the same beginning where both are long, or one within the other in German. */
export function areForms(one: string, other: string, language: Language): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one]
  if (short.length >= 4 && long.startsWith(short.slice(0, Math.max(4, Math.ceil(long.length * 0.7))))) return true
  return language === 'de' && short.length >= 5 && (long.startsWith(short) || long.endsWith(short))
}
