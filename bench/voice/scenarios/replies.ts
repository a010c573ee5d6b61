import type { Language } from '../corpus/corpus.ts'

/** What the learner opens a conversation with, and a reply that takes about fifteen seconds to say. */
export const TALK: Record<Language, { opening: string; voice: string; reply: string }> = {
  en: {
    opening: 'Tell me about the tides.',
    voice: 'flite:rms',
    reply:
      'The tides come from the moon, which pulls at the water of the sea. On the near side the pull is strongest, so the water rises there. On the far side a second bulge appears, because the earth itself is pulled away. That is why most coasts see two high tides every day.',
  },
  es: {
    opening: 'Cuéntame de las mareas.',
    voice: 'espeak:es',
    reply:
      'Las mareas vienen de la luna, que atrae el agua del mar. En el lado cercano la fuerza es mayor, y allí el agua sube. En el lado lejano aparece otra subida, porque la tierra misma se desplaza. Por eso muchas costas ven dos mareas altas cada día.',
  },
  de: {
    opening: 'Erzähl mir von den Gezeiten.',
    voice: 'espeak:de',
    reply:
      'Die Gezeiten kommen vom Mond, der am Wasser der Meere zieht. Auf der nahen Seite ist die Kraft am größten, dort steigt das Wasser. Auf der fernen Seite entsteht ein zweiter Berg, weil die Erde selbst gezogen wird. Deshalb sehen viele Küsten zweimal am Tag Hochwasser.',
  },
  fr: {
    opening: 'Parle-moi des marées.',
    voice: 'espeak:fr-fr',
    reply:
      "Les marées viennent de la lune, qui attire l'eau de la mer. Du côté proche la force est plus grande, et l'eau y monte. Du côté opposé un second renflement apparaît, car la terre elle-même est attirée. Voilà pourquoi beaucoup de côtes voient deux marées hautes par jour.",
  },
  ja: {
    opening: 'しおの みちひきについて おしえて ください。',
    voice: 'espeak:ja',
    reply:
      'しおの みちひきは つきの ちからで おこります。つきに ちかい がわでは みずが たかく なります。とおい がわでも もう ひとつの もりあがりが できます。ちきゅうも つきに ひかれて いるからです。だから おおくの うみべでは いちにちに にど まんちょうが きます。',
  },
}
