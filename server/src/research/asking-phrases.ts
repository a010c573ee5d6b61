import type { ResearchSource } from '@lva/contracts/research'

/** Ways to ask for one kind of source; see {@link PHRASES}. */
export interface Phrases {
  /** Null: everywhere. */
  sources: readonly ResearchSource[] | null
  /** Only where the learner asks somebody for it ("can you …"), because the words alone may tell of what they do themselves. */
  asked?: true
  /** Only in a question. */
  question?: true
  /** The words may begin a sentence that tells something: "research is hard", "Google was founded". */
  wary?: true
  /** What is one's own is not looked up by these: "papers on my desk", "look into my eyes". */
  foreign?: true
  ways: readonly string[]
}

const ways = (lines: string) =>
  lines
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)

const LITERATURE: readonly ResearchSource[] = ['arxiv', 'wikipedia', 'web', 'documents']

/**
 * How somebody asks to have something looked up, from the first word of a sentence on, as keys without accents: `a|b` is either, `a?` may be
 * missing, `*` is what is looked for. English, German, French, Spanish.
 */
export const PHRASES: readonly Phrases[] = [
  {
    sources: null,
    wary: true,
    ways: ways(`
      look up *
      look * up
      research *
      investiga|averigua *`),
  },
  {
    sources: null,
    ways: ways(`
      do some|a|more little|bit|quick? of? research on|about|into *
      find|get me? some|good|more? sources|references|information|articles on|about|for *
      find out online *
      such|suche|finde mir? informationen|quellen|artikel zu|zum|zur|uber *
      cherche|trouve|trouve-moi des informations|sources sur *
      busca|buscame|encuentra informacion|fuentes sobre|de *
      recherchiere|recherchier mal|bitte? *
      schlag|schlage mal|bitte? * nach
      fais une|des petite? recherche|recherches sur *`),
  },
  { sources: null, wary: true, foreign: true, ways: ways('look into *\n search for *') },
  {
    sources: null,
    asked: true,
    ways: ways('mal? * nachschlagen|recherchieren\n investigar *\n faire une|des petite? recherche|recherches sur *'),
  },
  {
    sources: LITERATURE,
    ways: ways(`
      what does|do the? literature|research|science|studies|evidence say|tell us? on|about *
      what is|are|s the evidence|studies for|that|on|about *
      whats the evidence for|that|on|about *
      find|get|show me? some|any|recent|new? studies|evidence|literature|research on|about|for|that *
      is|are there any|some|good? evidence|proof|studies|research that|for|against|on|about|showing that|how? *
      are there any|some? studies that show that? *
      was sagt|sagen die? literatur|forschung|wissenschaft|studien zu|zum|zur|uber *
      gibt|gibts es? belege|beweise|hinweise|evidenz|studien dafur|darauf dass *
      gibt|gibts es? belege|evidenz|studien|literatur|forschung zu|zum|zur|uber|fur *
      finde|such|suche mir? studien|belege|literatur zu|zum|zur|uber|fur *
      que dit la recherche|litterature|science sur *
      que disent les etudes|recherches sur *
      trouve|trouve-moi|cherche des etudes|preuves sur|que *
      y a-t-il des etudes|preuves|recherches sur|que|pour *
      existe-t-il des etudes|preuves|recherches sur|que|pour *
      que dice la literatura|investigacion|ciencia sobre|de *
      que dicen los estudios|investigadores sobre|de *
      encuentra|busca|buscame estudios|evidencia|pruebas sobre|de que? *`),
  },
  {
    sources: LITERATURE,
    question: true,
    ways: ways(
      'any good? studies|research|evidence|papers on|about|for|that *\n hay evidencia|pruebas|evidencias de|sobre|para que? *\n hay estudios sobre|de|que *',
    ),
  },
  { sources: ['arxiv'], foreign: true, ways: ways('are|is there any|some? recent|new? papers|preprints on|about *') },
  {
    sources: ['arxiv'],
    ways: ways(`
      find|get|show me? some|any? recent|new|scientific? papers|preprints on|about *
      search|check|ask arxiv for|on|about *
      is there anything|something on|in arxiv on|about *
      what does arxiv say on|about *
      finde|such|suche mir? paper|papers|aufsatze|fachartikel zu|zum|zur|uber *
      such|suche auf|in arxiv nach *
      trouve|trouve-moi|cherche des articles|papiers scientifiques? sur *
      cherche sur arxiv *
      encuentra|busca|buscame articulos|papers cientificos? sobre|de *
      busca|buscame en arxiv *`),
  },
  {
    sources: ['wikipedia'],
    ways: ways(`
      what does wikipedia say on|about *
      tell me what wikipedia says on|about *
      according to wikipedia *
      search|check|ask|use wikipedia for|on|about *
      was steht in|auf|bei der? wikipedia uber|zu|zum|zur *
      was sagt die? wikipedia zu|zum|zur|uber *
      laut wikipedia *
      such|suche in|auf|bei der? wikipedia nach *
      que dit wikipedia sur|de *
      selon|dapres wikipedia *
      cherche sur wikipedia *
      que dice la? wikipedia sobre|de *
      segun la? wikipedia *
      busca|buscame en la? wikipedia a? *`),
  },
  {
    sources: ['wikipedia'],
    question: true,
    ways: ways('* according to wikipedia\n * laut wikipedia\n * selon|dapres wikipedia\n * segun wikipedia'),
  },
  {
    sources: ['web'],
    ways: ways(`
      search|browse the? web|internet|net for|on|about *
      search online for *
      do a quick? web|internet|online search on|for|about *
      find out what the web|internet says on|about *
      what does the web|internet say on|about *
      such|suche mal|bitte? im internet|netz|web nach *
      cherche|recherche sur internet *
      cherche|recherche sur le web|net *
      cherche * sur internet
      busca|buscame en internet *
      busca|buscame en la web|red *
      busca|buscame * en internet`),
  },
  { sources: ['web'], wary: true, ways: ways('google mal|bitte? *') },
  {
    sources: ['web'],
    asked: true,
    ways: ways(`
      mal? im internet|netz|web nach * suchen
      chercher sur internet *
      chercher sur le web|net *
      buscar en internet|linea *
      buscar en la web|red *`),
  },
]

/** What stands before it and changes nothing; the second list asks somebody for it. */
export const OPENINGS: readonly string[] = ways(`
  please
  okay
  ok
  so
  and
  now
  then
  well
  hey
  hm
  yes
  yeah
  bitte
  also
  und
  jetzt
  dann
  ja
  alors
  et
  maintenant
  sil te plait
  por favor
  pues
  ahora
  y ahora
  vale`)
/** Who says one of these asks somebody for it. */
export const REQUESTS: readonly string[] = ways(`
  can you
  could you
  would you
  will you
  can we
  could we
  lets
  i want you to
  id like you to
  i would like you to
  i need you to
  kannst du
  konntest du
  wurdest du
  konnen wir
  peux-tu
  tu peux
  pourrais-tu
  pouvez-vous
  pourriez-vous
  puedes
  podrias
  puede
  podemos`)

/** What stands behind it: nothing, or where to look. */
export const CLOSINGS: ReadonlyArray<{ sources: readonly ResearchSource[] | null; ways: readonly string[] }> = [
  {
    sources: null,
    ways: ways(`
      please
      for me
      now
      thanks
      bitte
      fur mich
      sil te plait
      pour moi
      por favor
      para mi`),
  },
  {
    sources: ['wikipedia'],
    ways: ways(`
      on|in|at wikipedia
      according to wikipedia
      auf|bei wikipedia
      in der wikipedia
      laut wikipedia
      sur wikipedia
      selon wikipedia
      en wikipedia
      segun wikipedia`),
  },
  { sources: ['arxiv'], ways: ways('on|in arxiv\n auf arxiv\n sur arxiv\n en arxiv') },
  {
    sources: ['web'],
    ways: ways(`
      online
      on|in the web|internet|net
      im internet|netz|web
      sur internet
      sur le web|net
      en internet
      en la web|red`),
  },
]

const set = (words: string) => new Set(words.trim().split(/\s+/))

/** What is looked for is what was spoken of before. */
export const POINTING: ReadonlySet<string> = set(
  'it that this them those these das dies dieses es dazu danach ca cela ceci eso esto lo ello',
)
/** Nothing is named yet. */
export const NAMELESS: ReadonlySet<string> = set('something anything stuff things etwas quelque chose algo')
/** Behind "look up", "research" and "google" these tell of something else: "look up there", "research is hard", "Google was founded". */
export const TELLING: ReadonlySet<string> = set(
  `to at from there here into in on is was are were has have had will shows show says suggests and that which made makes
  ist war hat wird est etait es era fue ha`,
)
/** What a question that is looked up begins with; there "are" tells nothing. */
export const WONDERING: ReadonlySet<string> = set(
  `how what when where who whom whose which why whether if wie wann wo wer warum welche welcher welches ob comment quand pourquoi qui quel
  quelle combien como cuando donde quien cual cuanto cuantos por`,
)
/** Nobody asks for what they deny. */
export const DENYING: ReadonlySet<string> = set('not nicht pas no nothing nichts rien nada')
/** What belongs to somebody here. */
export const OWN: ReadonlySet<string> = set('my our mine i we you your mein meine unser mon ma mes mi mis')
/** Articles, which nobody looks up. */
export const ARTICLES: ReadonlySet<string> = set('the a an der die das den dem des le la les un une el los las una')
/** How somebody begins to say what they think; not what they think of. */
export const THINKING: readonly string[] = ways(`
  i think|believe|guess|heard|read|wonder|know|suppose|learned|learnt that|if|whether?
  i am|im not? sure|certain that|if|whether?
  ich glaube|denke|meine|weiss|habe dass?
  je crois|pense|sais que?
  creo|pienso|se que?
  my question is`)
