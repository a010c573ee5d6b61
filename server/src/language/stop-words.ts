import { keysOf } from '../records.ts'
/** Languages the built-in companion has words for. */
export type Language = 'en' | 'de' | 'es' | 'fr'

const list = (words: string) => new Set(words.trim().split(/\s+/))

/** Words that carry grammar, not a topic, as keys (lower case, no apostrophes). */
const STOP_WORDS: Record<Language, ReadonlySet<string>> = {
  en: list(`
    a about above after again against all also although always am among an and another any anybody anyone anything are arent
    around as at away be became because been before being below beside besides between both but by came can cannot cant come
    comes coming could couldnt did didnt do does doesnt doing done dont down during each either else enough etc even ever every
    everybody everyone everything few first firstly for from further get gets getting give gives go goes going gone got had
    hadnt has hasnt have havent having he hed hell her here hers herself hes hi hello hey him himself his how however i id if
    ill im in indeed instead into is isnt it itll its itself ive just kind last lastly least let lets like lot lots made make
    makes making many may maybe me might mine more most much must my myself near need needs neither never no nobody none nor not
    nothing now of off often ok okay on once one ones only onto or other others our ours ourselves out over own perhaps please
    put quite rather really right same second secondly see seem seems several shall she shes should shouldnt since so some
    somebody somehow someone something sometimes somewhere soon sort still such sure take takes than thank thanks that thats the
    their theirs them themselves then there theres therefore these they theyd theyll theyre theyve thing things third this those
    though three through thus to today together too toward towards two under until up upon us use used uses using usually very
    via want wanted wants was wasnt way we wed well went were werent weve what whatever whats when whenever where wherever
    whether which while who whoever whom whose why will with within without wont would wouldnt yeah yes yesterday yet you youd
    youll your youre yours yourself yourselves youve oh um uh er hmm tomorrow tonight ago bit little big whole different next
    able actually basically already almost anyway certainly simply mostly especially finally exactly bye goodbye`),
  de: list(`
    ab aber alle allem allen aller alles als also am an andere anderen auch auf aus bei beim bin bis bist da dabei dadurch dafür
    dagegen daher damit danach dann daran darauf darin darum das dass davon dazu dein deine dem den denn der des deshalb dich die
    dies diese diesem diesen dieser dieses dir doch dort du durch ein eine einem einen einer eines einfach einmal er erst es etwas
    euch für ganz gar gegen gibt habe haben hat hatte hier hin ich ihm ihn ihnen ihr ihre im immer in ins ist ja jede jeder jedes
    jetzt kann kannst kein keine können könnte machen macht man mehr mein meine meinem meinen meiner mich mir mit muss müssen nach
    nicht nichts noch nun nur ob oder ohne schon sehr sein seine sich sie sind so soll sondern über um und uns unser unter viel vom
    von vor war waren warum was weil wenn wer werde werden wie wieder will wir wird wo wurde wurden zu zum zur zwischen heute gestern
    morgen bitte danke hallo nein mal eben halt eigentlich dieser genau zuerst erstens zweitens drittens glaube denke weiß finde tschüss wiedersehen verstehe verstehen gelesen gelernt lerne lernen lese erklären erkläre`),
  es: list(`
    a al algo algunas algunos ante antes aquí así aún aunque bien cada como cómo con cual cuál cuando cuándo de del desde después
    donde dónde dos e el él ella ellas ellos en entonces entre era es esa ese eso esos esta está están este esto estos estoy fue ha
    había hace hacer han hasta hay he hola hoy la las le les lo los más me mi mis mucho muy nada ni no nos nosotros nuestra nuestro o
    os otra otro para pero poco por porque primero puede puedo pues que qué quien quién quiero se sea segundo ser si sí sido siempre
    sin sobre solo sólo son su sus también tan tanto te tener tengo tercero ti tiene tienen todo todos tu tú tus un una unas uno unos
    va vez y ya yo gracias ayer mañana creo pienso sé adiós leído leer aprendido aprender aprendo estudiar estudiado entiendo quiero visto hablar libro dicho`),
  fr: list(`
    à ai ainsi alors après as au aucun aujourdhui aussi autre autres aux avant avec avoir avons bien ça car ce ceci cela ces cest cet
    cette chaque comme comment dans de déjà depuis des deux donc dont du elle elles en encore entre es est et étaient était être eu
    fait faire fois il ils j jai je jusque l la là le les leur leurs lui ma mais me même mes moi moins mon n ne ni non nos notre nous
    on ont ou où oui par parce pas peu peut peux plus pour pourquoi premièrement puis qu quand que quel quelle qui quoi sa sans se sera
    ses si son sont sous suis sur ta te tes toi ton toujours tous tout toute très trop tu un une va vers vos votre vous y bonjour merci
    hier demain pense crois revoir lu lire lis livre appris apprendre apprends compris comprends veux vu dit parler besoin`),
}

/** True for a word (as its key) that carries no topic in the language, or in any of them when none is named. */
export function isStopWord(key: string, language?: Language): boolean {
  if (language) return STOP_WORDS[language].has(key)
  return Object.values(STOP_WORDS).some((words) => words.has(key))
}

/** The language most of the words belong to; `fallback` when the words do not tell. Looks at the first 60 words. */
export function languageOf(keys: readonly string[], fallback: Language): Language {
  const hits: Record<Language, number> = { en: 0, de: 0, es: 0, fr: 0 }
  for (const key of keys.slice(0, 60)) {
    for (const language of keysOf(hits)) if (STOP_WORDS[language].has(key)) hits[language]++
  }
  const best = keysOf(hits).reduce((a, b) => (hits[b] > hits[a] ? b : a))
  return hits[best] >= hits[fallback] + 2 ? best : fallback
}
