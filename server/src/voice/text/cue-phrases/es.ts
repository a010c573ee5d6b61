import type { CuePhrases } from './phrases.ts'

export const SPANISH: CuePhrases = {
  around:
    'por favor, eh, em, este, oye, oiga, perdona, perdón, perdone, puedes, podrías, puede, podría, me, a ver, bueno, pues, pero, y, no, ahora, un poco, un poquito, te he dicho, he dicho, amigo',
  thanks: 'gracias, muchas gracias',
  backchannel:
    'ajá, mm, mmm, mhm, hm, hmm, ah, oh, sí, vale, ya, ya veo, claro, claro que sí, entiendo, lo entiendo, entendido, de acuerdo, ok, okay, okey, bien, muy bien, está bien, exacto, exactamente, genial, interesante, qué interesante, qué bien, cierto, es cierto, verdad, es verdad, así es, perfecto, por supuesto, en serio, de verdad, guau, anda, correcto, eso es',
  wait: 'espera, espere, espérate, espera un momento, espera un segundo, espera un minuto, espere un momento, un momento, un momentito, un segundo, un minuto, dame un momento, dame un segundo, dame un minuto, déjame pensar, déjeme pensar, déjame pensarlo, déjame ver, estoy pensando, aguarda',
  'go-on': 'sigue, siga, continúa, continúe, adelante, prosigue, sigue hablando, seguir, continuar',
  shorter:
    'más corto, más corta, más breve, más brevemente, breve, sé breve, resume, resúmelo, resumirlo, resumir, resumir eso, demasiado largo, muy largo, es muy largo, es demasiado largo, ve al grano, al grano, en pocas palabras, hazlo más corto, hacerlo más corto, ser más breve, acórtalo, en una frase',
  slower:
    'más despacio, más lento, más lentamente, despacio, hablar más despacio, hablar más lento, habla más despacio, habla más lento, hable más despacio, habla despacio, hablas muy rápido, hablas demasiado rápido, vas muy rápido, vas demasiado rápido, no tan rápido, demasiado rápido, muy rápido, no hables tan rápido, ir más despacio',
  repeat:
    'repite, repita, repítelo, repítemelo, repetirlo, repetir, repetir eso, repite eso, repetírmelo, otra vez, una vez más, de nuevo, dilo otra vez, decirlo otra vez, cómo dices, cómo has dicho, qué has dicho, qué dijiste, no te he entendido, no te entendí, no lo he entendido, no te he oído, no te oí, no he oído, no entendí',
  what: 'cómo, qué',
  stop: 'para, pare, párate, basta, ya basta, cállate, calla, silencio, alto, detente, suficiente, es suficiente, deja de hablar, stop',
}
