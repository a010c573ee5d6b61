import type { CuePhrases } from './phrases.ts'

export const GERMAN: CuePhrases = {
  around:
    'bitte, äh, ähm, na, kannst du, könntest du, können Sie, könnten Sie, würdest du, du kannst, doch, mal, kurz, jetzt, du, nein, aber, und, also, entschuldigung, sorry, ein bisschen, etwas, ich muss, lass mich, lassen Sie mich',
  thanks: 'danke, vielen Dank, danke schön',
  backchannel:
    'mhm, mm, hm, hmm, ja, jaja, jep, jo, genau, okay, ok, ach, ach so, achso, ach ja, aha, ah, oh, verstehe, ich verstehe, verstanden, alles klar, klar, na klar, stimmt, das stimmt, richtig, gut, sehr gut, super, toll, interessant, wirklich, echt, natürlich, logisch, wow, sicher, eben, einverstanden',
  wait: 'warte, warten Sie, Moment, einen Moment, ein Moment, Augenblick, einen Augenblick, Sekunde, eine Sekunde, Minute, eine Minute, nachdenken, überlegen, darüber nachdenken, ich überlege, ich denke nach, ich überlege noch, gib mir einen Moment, gib mir eine Sekunde',
  'go-on':
    'weiter, mach weiter, machen Sie weiter, red weiter, rede weiter, sprich weiter, erzähl weiter, fahr fort, fahre fort, fortfahren, weitermachen, weiterreden, weitersprechen, nur weiter',
  shorter:
    'kürzer, fass dich kurz, fass dich kürzer, zu lang, das ist zu lang, das war zu lang, mach es kurz, mach es kürzer, kürzer sagen, das kürzer sagen, es kürzer sagen, dich kürzer fassen, komm zum Punkt, in einem Satz, weniger Worte',
  slower:
    'langsamer, langsam, sprich langsamer, red langsamer, rede langsamer, langsamer sprechen, langsamer reden, zu schnell, du sprichst zu schnell, du redest zu schnell, das ist zu schnell, das war zu schnell, nicht so schnell, sprich langsam, langsam sprechen',
  repeat:
    'wiederhole, wiederhole das, wiederhole es, wiederhol das, wiederholen, das wiederholen, noch mal, nochmal, noch einmal, sag das noch mal, sag das nochmal, sag das noch einmal, das noch mal sagen, das nochmal sagen, das noch einmal sagen, das noch mal wiederholen, wie bitte, was hast du gesagt, was haben Sie gesagt, was war das, das habe ich nicht verstanden, ich habe das nicht verstanden, ich habe dich nicht verstanden, hab ich nicht verstanden, nicht verstanden, hä',
  what: 'wie, was',
  stop: 'stopp, stop, hör auf, hören Sie auf, hör auf zu reden, aufhören, sei still, sei leise, sei ruhig, Ruhe, Schluss, halt, das reicht, es reicht, reicht, genug, still, halt den Mund',
}
