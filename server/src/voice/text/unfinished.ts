import type { Language } from './language.ts'

/** Words that tell that a speaker has not finished. Lower case, no apostrophes; phrases between commas. */
export interface Unfinished {
  /** At the end they ask for more, whatever came before. */
  open: Set<string>
  /** At the end they ask for more, unless something was asked ("the one I looked for", "where is it from"). */
  loose: Set<string>
  /** At the end they ask for more after a noun ("the sun is"), not after one of `standIns` ("yes it is"). */
  verbs: Set<string>
  standIns: Set<string>
  /** Where one of these stands, a loose word or a verb may come last. */
  asking: Set<string>
  hesitations: Set<string>
  /** At the end they announce more. */
  announcing: string[]
  /** They announce more when they are all that was said. */
  alone: Set<string>
  /** Words to begin with that change nothing. */
  softly: Set<string>
  /** A clause that begins so waits for a second one. */
  conditions: Set<string>
}

const words = (text: string) => new Set(text.split(' '))
const phrases = (text: string) => text.split(', ')

export const UNFINISHED: Record<Exclude<Language, 'ja'>, Unfinished> = {
  en: {
    open: words(
      'and or but because if when while although unless until whether than the a an my your our their its every each another which very quite im ive id youre theyre weve i he she they we gonna wanna cause',
    ),
    loose: words(
      'of to in on at for with about from by into onto between through during without under like as against towards than',
    ),
    verbs: words(
      'is are was were am be been has have had do does did can could will would should might must may isnt wasnt arent',
    ),
    standIns: words('it i he she they we you that there this'),
    asking: words('what who where which whose how why that'),
    hesitations: words('um uh er erm hmm mm mmm eh uhm'),
    announcing: phrases(
      'let me, let me think, let me see, you know, i mean, kind of, sort of, how do you say, whats the word, the thing is, for example, such as, i was thinking, and so, think that, thinking that, so that, reason is that, problem is that, point is that, idea is that, and then, what i mean is',
    ),
    alone: new Set(
      phrases('i think, well, so, i guess, i want, i need, i would, maybe, then, also, it, like, i believe, or maybe'),
    ),
    softly: words('so well and but then um uh yes no okay oh also now because'),
    conditions: words('if when while although unless whenever once'),
  },
  es: {
    open: words(
      'porque y e o u pero que si el la los las un una unos unas mi tu su mis tus sus nuestro nuestra al del muy tan de en con por para sin sobre entre hasta desde hacia a según cuando aunque mientras pues sino cada yo como',
    ),
    loose: new Set(),
    verbs: words('es son era eran fue fueron está están estaba ha han hay'),
    standIns: words('lo eso esto así aquí ahí allí sí no'),
    asking: words('qué quién quiénes dónde cómo cuál cuáles cuándo'),
    hesitations: words('eh em ehm este mm mmm um'),
    announcing: phrases(
      'déjame pensar, déjame ver, a ver, por ejemplo, o sea, es decir, cómo se dice, quiero decir, digamos, y luego, y entonces',
    ),
    alone: new Set(phrases('bueno, pues, entonces, quiero, creo, necesito, quisiera, me gustaría, yo creo, tal vez')),
    softly: words('bueno pues entonces y pero eh ah no sí vale'),
    conditions: words('si cuando aunque mientras'),
  },
  de: {
    open: words(
      'weil und oder aber dass ob wenn sondern denn der die den dem des ein eine einen einem einer mein meine meinen meinem meiner dein deine deinen kein keine keinen sehr ziemlich von für ohne gegen zwischen wegen im am zum zur vom beim ins ans ich wir er als jede jeder jedes',
    ),
    loose: words('in bei nach durch bis seit über unter'),
    verbs: words('ist sind war waren hat hatte haben wird werden möchte will muss kann soll würde'),
    standIns: words('es er sie das ich wir du ihr so'),
    asking: words('was wer wo wie warum wann welche welcher welches weil dass ob wenn als wenn'),
    hesitations: words('äh ähm öh hm hmm mm ehm em'),
    announcing: phrases(
      'lass mich nachdenken, lass mich überlegen, lass mich kurz überlegen, zum beispiel, das heißt, wie sagt man, ich meine, und dann, eine art, moment',
    ),
    alone: new Set(
      phrases(
        'also, na ja, naja, na, ich denke, ich glaube, ich möchte, ich will, ich muss, ich würde, vielleicht, dann, ja also',
      ),
    ),
    softly: words('also ja na und aber äh ähm dann nein okay'),
    conditions: words('wenn als falls obwohl während sobald bevor nachdem'),
  },
  fr: {
    open: words(
      'que et ou mais donc car si le la les un une des du au aux mon ma mes ton ta tes son sa ses notre votre leur leurs très de à dans sur sous pour par sans chez entre vers quand comme puis dont cest je jai jétais il elle on quil quelle quon parce ni chaque',
    ),
    loose: words('avec en qui'),
    verbs: words('est sont était étaient a ont suis sera'),
    standIns: words('ce cela ça y cest'),
    asking: words('quoi qui où comment pourquoi quel quelle quels quelles quest combien'),
    hesitations: words('euh heu hum hmm mm mmm'),
    announcing: phrases(
      'laisse moi réfléchir, laissez moi réfléchir, par exemple, cest à dire, comment dire, tu sais, je veux dire, disons, et puis, et alors, une sorte',
    ),
    alone: new Set(
      phrases('ben, bah, bon, alors, je veux, je voudrais, je pense, je crois, peut être, enfin, jaimerais, tu vois'),
    ),
    softly: words('ben bah bon alors donc et mais euh ah oui non puis'),
    conditions: words('si sil sils quand lorsque puisque bien'),
  },
}

/** Gives a reason: the whole of an answer, or the first half of a sentence. */
export const JAPANESE_REASON = 'から'
/** Endings after which a Japanese speaker goes on. */
export const JAPANESE_OPEN =
  'は が を に へ と で も の まで より て けど けれど けれども ので のに し ば たら なら とか や とても すごく もっと 例えば たとえば だから なぜなら それから でも しかし そして まず 次に つまり あと えっと えーと ええと あの あのー その うーん んー まあ なんか 考えさせて ちょっと待って'.split(
    ' ',
  )
/** Whole answers that end like one of those. */
export const JAPANESE_CLOSED = 'こんにちは こんばんは いや 本当に ほんとに'.split(' ')
