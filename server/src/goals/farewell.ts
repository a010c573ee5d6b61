import type { Guide } from '../conversation/conversation.ts'
import type { AnyDb } from '../db/open.ts'
import type { Asked } from '../jobs/kind.ts'
import { BADGES } from './badges.ts'
import type { GoalDb } from './goal-db.ts'

const NAME = 'farewell'
/** So many are named; whoever brings years along at once hears how many more there are. */
const NAMED_MAX = 3

interface Words {
  bye: string
  earned: string
  more: string
}

const WORDS: Record<string, Words> = {
  en: { bye: 'Until next time.', earned: 'New among your achievements: ', more: 'and {count} more' },
  de: { bye: 'Bis zum nächsten Mal.', earned: 'Neu unter deinen Erfolgen: ', more: 'und {count} weitere' },
  es: { bye: 'Hasta la próxima.', earned: 'Nuevo entre tus logros: ', more: 'y {count} más' },
  fr: { bye: 'À la prochaine.', earned: 'Nouveau parmi tes réussites : ', more: 'et {count} autres' },
  ja: { bye: 'またお話ししましょう。', earned: '新しい実績: ', more: 'ほか{count}件' },
}

/** Leads a goodbye when something was earned that nobody has spoken of: it is named once. Every other goodbye is an ordinary one. */
export function createFarewell({ db }: { db: GoalDb }) {
  const untold = (trx: GoalDb, userId: string) =>
    trx.selectFrom('untold_achievements').select('achievement').where('user_id', '=', userId).orderBy('earned_at')

  const guide: Guide = {
    name: NAME,
    leads: async ({ userId }, { intent }) =>
      intent === 'end_conversation' && (await untold(db, userId).limit(1).executeTakeFirst()) !== undefined,
    async *reply({ userId, facts }) {
      yield { type: 'start', provider: NAME, model: null }
      const rows = await untold(db, userId).limit(BADGES.length).execute()
      const titles = rows.flatMap(({ achievement }) => BADGES.find(({ id }) => id === achievement)?.title ?? [])
      yield { type: 'delta', text: farewellIn(facts.locale, titles) }
      yield { type: 'end', reason: 'complete', usage: {} }
    },
  }

  return {
    guide,

    /**
     * To be subscribed to finished turns: what was said in one needs not be said again. A reply of which no word was heard has said nothing,
     * and what was earned after it was not in it; both may be told of a turn later, when a voice has reported what was heard.
     */
    said: {
      async enqueue(
        trx: AnyDb,
        { userId, exchangeId, intent }: { userId: string; exchangeId: string; intent: string },
        _asked?: Asked,
      ): Promise<void> {
        if (intent !== 'end_conversation') return
        const goals: GoalDb = trx
        await goals
          .deleteFrom('untold_achievements')
          .where('user_id', '=', userId)
          .where('earned_at', '<=', ({ selectFrom }) =>
            selectFrom('exchanges')
              .select('exchanges.answered_at')
              .where('exchanges.user_id', '=', userId)
              .where('exchanges.id', '=', exchangeId)
              .where('exchanges.provider', '=', NAME)
              .where('exchanges.agent_text', 'is not', null),
          )
          .execute()
      },
    },
  }
}

/** A goodbye that names what was earned, in the language of the learner (BCP 47, or its first part); English where there is none. */
function farewellIn(language: string, titles: readonly string[]): string {
  const words = WORDS[language.toLowerCase().split('-')[0] ?? ''] ?? (WORDS.en as Words)
  const more = titles.length - NAMED_MAX
  const named = [...titles.slice(0, NAMED_MAX), ...(more > 0 ? [words.more.replace('{count}', String(more))] : [])]
  return titles.length === 0 ? words.bye : `${words.bye} ${words.earned}${named.join(', ')}.`
}
