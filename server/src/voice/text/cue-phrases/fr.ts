import type { CuePhrases } from './phrases.ts'

export const FRENCH: CuePhrases = {
  around:
    "s'il te plaît, s'il vous plaît, euh, ben, bah, bon, tu peux, peux-tu, pouvez-vous, vous pouvez, pourrais-tu, tu pourrais, pourriez-vous, est-ce que tu peux, est-ce que vous pouvez, non, mais, et, alors, maintenant, un peu, désolé, excuse-moi, excusez-moi",
  thanks: 'merci, merci beaucoup',
  backchannel:
    "mm-hmm, mhm, mm, mmm, hm, hmm, oui, ouais, d'accord, ok, okay, ah, oh, ah bon, je vois, bien sûr, exactement, exact, c'est vrai, vrai, tout à fait, en effet, compris, j'ai compris, je comprends, ça marche, super, bien, très bien, intéressant, c'est intéressant, voilà, vraiment, effectivement, parfait, entendu, c'est ça, génial, carrément",
  wait: 'attends, attendez, attends une seconde, attends une minute, attends un instant, attends un peu, attendez une seconde, un instant, un moment, une minute, une seconde, deux secondes, deux minutes, minute, laisse-moi réfléchir, laissez-moi réfléchir, laisse-moi y réfléchir, laisse-moi penser, je réfléchis, donne-moi une seconde, donne-moi une minute, donne-moi un instant',
  'go-on': 'continue, continuez, continuer, vas-y, allez-y, poursuis, poursuivez, poursuivre, reprends, reprendre',
  shorter:
    "plus court, plus bref, plus brièvement, trop long, c'est trop long, c'était trop long, résume, résumez, résumer, résumer ça, va droit au but, en bref, sois bref, abrège, fais court, fais plus court, faire plus court, en une phrase, moins de mots",
  slower:
    "plus lentement, moins vite, ralentis, ralentissez, ralentir, lentement, trop vite, tu parles trop vite, vous parlez trop vite, c'est trop vite, tu vas trop vite, parler plus lentement, parle plus lentement, parlez plus lentement, parle moins vite, parler moins vite, doucement, plus doucement, pas si vite",
  repeat:
    "répète, répétez, répéter, répéter ça, répète ça, pardon, encore, encore une fois, une fois de plus, redis-le, redis ça, redire ça, le redire, qu'est-ce que tu as dit, qu'est-ce que vous avez dit, qu'as-tu dit, tu as dit quoi, je n'ai pas compris, j'ai pas compris, je n'ai pas entendu, j'ai pas entendu",
  what: 'comment, quoi, hein',
  stop: "stop, arrête, arrêtez, arrêter, arrête-toi, arrête de parler, arrêter de parler, tais-toi, taisez-vous, ça suffit, suffit, assez, c'est assez, silence, chut",
}
