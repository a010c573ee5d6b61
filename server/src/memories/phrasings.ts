import type { MemoryKind } from '@lva/contracts/memories'

/**
 * A way to say something about oneself: words in a row, `a|b` one of them, `a?` perhaps. What follows is what it is about.
 * `slot`: what can be true once only at a time. `ends`: what is over when it is said.
 */
export interface Phrasing {
  kind: MemoryKind
  words: string[][]
  slot?: string
  /** What it puts an end to: everything whose slot begins so, or what of its kind speaks of the same. */
  ends?: { slots: string } | 'same'
  /** Liked or disliked; held or no longer held. */
  stance?: 'for' | 'against'
  /** The first word after it, when it has to be one of these, or must be none of them. */
  needs?: ReadonlySet<string>
  not?: ReadonlySet<string>
  /** So many telling words have to follow. */
  least?: number
  /** The words of the pattern belong to what it is about. */
  whole?: true
}

const set = (words: string) => new Set(words.trim().split(/\s+/))

const JOBS = set(`
  nurse doctor surgeon dentist pharmacist midwife therapist psychologist teacher tutor lecturer professor scientist researcher chemist
  physicist biologist engineer programmer developer designer architect carpenter plumber electrician mechanic baker butcher cook chef
  waiter waitress barista farmer gardener fisherman sailor pilot driver conductor postman firefighter policeman soldier lawyer judge
  notary accountant auditor banker broker cashier seller shopkeeper manager director secretary assistant clerk librarian archivist
  journalist writer author poet editor translator interpreter actor actress singer musician composer painter photographer dancer
  student pupil trainee apprentice intern pensioner freelancer consultant analyst administrator technician welder tailor hairdresser
  paramedic caretaker cleaner beekeeper forester geologist historian economist philosopher mathematician statistician`)

const ASKS = set(`
  know ask say see understand talk hear tell add mention thank show discuss start continue go stop begin finish be have do make think
  remember remind hold check look`)
const BARE = set('so not maybe perhaps that we you about they he she well yes no of its it there this thats')
const NOTHING = set(`
  question questions idea problem problems feeling doubt doubts lot bit look point plan few couple minute moment meeting headache test
  good bad hard great long short little strong nice real some many much more no to been never always already just also only not`)
const RELATIONS =
  `wife|husband|partner|boyfriend|girlfriend|fiance|fiancee|son|daughter|sister|brother|mother|father|mum|mom|dad|
  grandmother|grandfather|grandma|grandpa|aunt|uncle|cousin|nephew|niece|friend|boss|teacher|tutor|neighbour|neighbor|colleague|
  roommate|flatmate|dog|cat|family|parents|children|kids|twins`.replace(/\s+/g, '')
const REPORTS = set('said told asked thinks thought wrote believes claims')
const EVENTS =
  'birthday|exam|wedding|interview|anniversary|deadline|appointment|flight|graduation|test|presentation|holiday'
const STATES = set(`
  vegetarian vegan married divorced engaged pregnant retired widowed single deaf blind dyslexic diabetic colourblind left-handed
  lefthanded unemployed lactose religious`)

const AGES = new Set(Array.from({ length: 100 }, (_, years) => String(years + 6)))
const SURE = 'really|absolutely|just|also|still|always|do|truly|quite|deeply'

/** A line of the table below: `words`, and what is special about it. */
function say(kind: MemoryKind, words: string, more: Omit<Phrasing, 'kind' | 'words'> = {}): Phrasing[] {
  return words.split(' / ').map((line) => ({ kind, words: line.split(' ').map((word) => word.split('|')), ...more }))
}

const HOME = { slot: 'home' }
const ENGLISH: Phrasing[] = [
  ...say('name', 'my name is|s now? / please? call me / i am|was called / everybody calls me', {
    slot: 'name',
    least: 0,
  }),
  ...say(
    'place',
    `i now? live|reside now? in|near|at|by / i am living now? in|near / i|we have? just? moved to|into|back to? /
    i am now? based in / my home is now? in|near`.replace(/\n\s+/g, ' '),
    HOME,
  ),
  ...say('place', 'i dont live in|near / i do not live in|near / i no longer live in|near', {
    ends: 'same',
    stance: 'against',
  }),
  ...say('place', 'i grew up in|near|on|by', { slot: 'childhood' }),
  ...say('place', 'i come|am originally? from', { slot: 'origin' }),
  ...say('work', 'i work|worked mostly? as / i am working as / my job is / i earn my living as|by', { slot: 'job:as' }),
  ...say('work', 'i work mostly? at|for|in|with / i am working|employed at|for|by', { slot: 'job:at' }),
  ...say('work', 'i am|became now? a|an|the', { slot: 'job:as', needs: JOBS }),
  ...say(
    'work',
    `i have? just? started a? new? job|working|position as|at|in|with / i have? just? got a|the new? job|position as|at|in|with /
    i was promoted to / i took a|the job|position as|at`.replace(/\n\s+/g, ' '),
    { slot: 'job:as', ends: { slots: 'job:' } },
  ),
  ...say('work', 'i have? quit|left|lost my|the job|work|position', { ends: { slots: 'job:' }, whole: true }),
  ...say(
    'study',
    `i study / i am studying / i am currently? learning / i go to a|the? night|evening|language|music|art|adult /
    i am taking a|an|the? course|class|lessons in / i major|majored in / i am training to|for`.replace(/\n\s+/g, ' '),
  ),
  ...say('study', 'i have? quit|left|dropped the|my|out', { ends: 'same', stance: 'against' }),
  ...say(
    'goal',
    `my big|main|next? goal|aim|dream|resolution|target is to? / i plan|hope|aim|intend|dream to|of / i am planning|hoping|aiming|trying to /
    i am going to apply|learn|move|study|write|build / i want|would like? to`.replace(/\n\s+/g, ' '),
    { not: ASKS, least: 1 },
  ),
  ...say(
    'goal',
    `i have? gave|given up on? / i have? finally? finished|completed|reached|achieved|passed|finish|pass /
    i have? finally? managed to / i no longer want|plan to / i dont want to`.replace(/\n\s+/g, ' '),
    { ends: 'same', least: 1 },
  ),
  ...say('preference', `i ${SURE}? ${SURE}? like|love|enjoy|adore|prefer / my favourite|favorite`, {
    ...{ slot: 'taste', stance: 'for', not: set('to that how it this you your what when the? so'), least: 1 },
  }),
  ...say(
    'preference',
    `i ${SURE}? ${SURE}? hate|dislike|detest / i cant|cannot stand|bear / i dont|never ${SURE}? like|drink|eat|enjoy|love /
    i do not like|drink|eat|enjoy / i no longer like|drink|eat|enjoy|love`.replace(/\n\s+/g, ' '),
    {
      ...{ slot: 'taste', stance: 'against', not: set('it that how this you your what when'), least: 1 },
    },
  ),
  ...say(
    'opinion',
    `i ${SURE}? think|believe|reckon|feel that? / i find / in my opinion|view|eyes / i am convinced|sure that`.replace(
      /\n\s+/g,
      ' ',
    ),
    {
      ...{ not: BARE, least: 2 },
    },
  ),
  ...say('opinion', 'i no longer think|believe that? / i dont think|believe that?', {
    ends: 'same',
    stance: 'against',
    not: BARE,
    least: 2,
  }),
  ...say('opinion', 'i have? changed my mind about|on', { ends: 'same', least: 1 }),
  ...say('date', `my ${EVENTS}`, { slot: 'date' }),
  ...say('date', 'i was born on|in', { slot: 'date' }),
  ...say('relation', `my younger|older|little|big|best|old|new? ${RELATIONS}`, { not: REPORTS, least: 2, whole: true }),
  ...say(
    'fact',
    `i am allergic to / i speak / i play / i own / i am afraid|scared|terrified of / i used to /
    i am a|an? member of / i suffer from / i am left-handed / i volunteer at|for|in`.replace(/\n\s+/g, ' '),
    { least: 1 },
  ),
  ...say('fact', 'i have|ive got? a|an|one|two|three|four|my', { not: NOTHING, least: 2 }),
  ...say('fact', 'i have', { needs: set('asthma diabetes dyslexia adhd autism migraine epilepsy insomnia tinnitus') }),
  ...say('fact', 'i am now?', { needs: STATES }),
  ...say('fact', 'i am|turned', { needs: AGES, slot: 'age' }),
]

const GERMAN: Phrasing[] = [
  ...say('name', 'ich heiße / mein name ist / nenn|nennt mich', { slot: 'name' }),
  ...say('place', 'ich wohne jetzt? in|bei|auf / ich lebe jetzt? in|bei|auf / ich bin|wir sind nach', HOME),
  ...say('work', 'ich arbeite als', { slot: 'job:as' }),
  ...say('work', 'ich arbeite bei|in|an|für', { slot: 'job:at' }),
  ...say('study', 'ich studiere / ich lerne gerade|jetzt?', { least: 1 }),
  ...say('goal', 'mein ziel ist|wäre / ich habe vor / ich möchte', { least: 2 }),
  ...say('preference', 'ich mag|liebe / mein lieblings / meine liebste', {
    slot: 'taste',
    stance: 'for',
    not: set('nicht kein keine es das'),
  }),
  ...say('preference', 'ich hasse / ich mag kein|keine|keinen|nicht', {
    slot: 'taste',
    stance: 'against',
    not: set('es das'),
  }),
  ...say('opinion', 'ich finde|glaube|denke|meine', { least: 2, not: set('nicht es ja schon') }),
  ...say('fact', 'ich bin allergisch gegen / ich spreche / ich spiele', { least: 1 }),
]
const SPANISH: Phrasing[] = [
  ...say('name', 'me llamo / mi nombre es', { slot: 'name' }),
  ...say('place', 'vivo ahora? en|cerca / me he? mudé|mudado a', HOME),
  ...say('work', 'trabajo de|como', { slot: 'job:as' }),
  ...say('work', 'trabajo en|para', { slot: 'job:at' }),
  ...say('study', 'estudio / estoy estudiando|aprendiendo', { least: 1 }),
  ...say('goal', 'mi meta|objetivo|sueño es / quiero aprender|leer|correr|escribir|viajar|terminar|aprobar', {
    least: 1,
  }),
  ...say('preference', 'me gusta|gustan|encanta|encantan / prefiero', { slot: 'taste', stance: 'for' }),
  ...say('preference', 'odio / no me gusta|gustan', { slot: 'taste', stance: 'against' }),
  ...say('opinion', 'creo|pienso|opino que', { least: 2 }),
  ...say('fact', 'soy alérgico|alérgica a / hablo / toco', { least: 1 }),
]
const FRENCH: Phrasing[] = [
  ...say('name', 'je mappelle / mon nom est|cest', { slot: 'name' }),
  ...say('place', 'jhabite maintenant? à|en|au|près / je vis à|en|au / jai déménagé à|en|au', HOME),
  ...say('work', 'je travaille comme', { slot: 'job:as' }),
  ...say('work', 'je travaille chez|à|dans|pour', { slot: 'job:at' }),
  ...say('study', 'jétudie / japprends', { least: 1 }),
  ...say('goal', 'mon but|objectif|rêve est|cest / je veux apprendre|lire|courir|écrire|voyager|finir|réussir', {
    least: 1,
  }),
  ...say('preference', 'jaime|jadore / je préfère', { slot: 'taste', stance: 'for', not: set('pas') }),
  ...say('preference', 'je déteste / je naime pas', { slot: 'taste', stance: 'against' }),
  ...say('opinion', 'je pense|crois|trouve que', { least: 2 }),
  ...say('fact', 'je suis allergique à|aux / je parle / je joue', { least: 1 }),
]

/** All ways of saying something about oneself. Of several that fit at one word, the first is meant. */
export const PHRASINGS: readonly Phrasing[] = [...ENGLISH, ...GERMAN, ...SPANISH, ...FRENCH]

/** Words that say who speaks. */
export const FIRST_PERSON = set(`i im ive ill id me my mine myself we our us weve were
  ich mich mir mein meine meinem meinen meiner wir uns unser unsere
  yo me mi mis mío mía nosotros nuestra nuestro vivo trabajo estudio creo pienso prefiero odio quiero soy estoy tengo
  je jai jhabite jaime jadore jétudie japprends moi mon ma mes nous notre nos mappelle`)
