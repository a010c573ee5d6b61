import type { Guide, Reply } from '../conversation/conversation.ts'
import type { AnyDb } from '../db/open.ts'
import type { Asked } from '../jobs/kind.ts'
import { inLanguageOf } from '../language/tags.ts'
import { ProviderError } from '../providers/provider-error.ts'
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

const WORDS: Record<string, Words> & { en: Words } = {
  en: { bye: 'Until next time.', earned: 'New among your achievements: ', more: 'and {count} more' },
  de: { bye: 'Bis zum nächsten Mal.', earned: 'Neu unter deinen Erfolgen: ', more: 'und {count} weitere' },
  es: { bye: 'Hasta la próxima.', earned: 'Nuevo entre tus logros: ', more: 'y {count} más' },
  fr: { bye: 'À la prochaine.', earned: 'Nouveau parmi tes réussites : ', more: 'et {count} autres' },
  ja: { bye: 'またお話ししましょう。', earned: '新しい実績: ', more: 'ほか{count}件' },
}

/**
 * Leads a goodbye when something was earned that nobody has spoken of: it is named once, after the goodbye that would have been said anyway
 * (`ordinarily`). Every other goodbye is an ordinary one.
 */
export function createFarewell({ db, ordinarily }: { db: GoalDb; ordinarily: Reply }) {
  const untold = (trx: GoalDb, userId: string) =>
    trx.selectFrom('untold_achievements').select('achievement').where('user_id', '=', userId).orderBy('earned_at')

  const guide: Guide = {
    name: NAME,
    leads: async ({ userId }, { intent }) =>
      intent === 'end_conversation' && (await untold(db, userId).limit(1).executeTakeFirst()) !== undefined,
    async *reply(context, replying) {
      const { signal } = replying
      const words = inLanguageOf(context.facts.locale, WORDS)
      const bye = goodbye(ordinarily(context, replying), words)
      for await (const part of bye) if (part.type !== 'end') yield part
      if (signal.aborted) return
      const rows = await untold(db, context.userId).limit(BADGES.length).execute()
      const titles = rows.flatMap(({ achievement }) => titleOf(achievement) ?? [])
      if (titles.length > 0) yield { type: 'delta', text: ` ${earnedIn(words, titles)}` }
      yield { type: 'end', reason: 'complete', usage: {} }
    },
  }

  return {
    guide,

    /**
     * To be subscribed to finished turns: what was named in a goodbye needs not be named again, as far as it was heard. What was earned after
     * it was not in it; both may be told of a turn later, when a voice has reported what was heard.
     */
    said: {
      async enqueue(
        trx: AnyDb,
        { userId, exchangeId, intent }: { userId: string; exchangeId: string; intent: string },
        _asked?: Asked,
      ): Promise<void> {
        if (intent !== 'end_conversation') return
        const goals: GoalDb = trx
        const row = await goals
          .selectFrom('exchanges')
          .select(['agent_text', 'answered_at'])
          .where('user_id', '=', userId)
          .where('id', '=', exchangeId)
          .executeTakeFirst()
        if (!row?.agent_text || row.answered_at === null) return
        const named = namedIn(row.agent_text)
        if (named.length > 0)
          await goals
            .deleteFrom('untold_achievements')
            .where('user_id', '=', userId)
            .where('earned_at', '<=', row.answered_at)
            .where('achievement', 'in', named)
            .execute()
      },
    },
  }
}

/** The ordinary goodbye; a short one of ours where nobody can say it. */
async function* goodbye(ordinary: ReturnType<Reply>, { bye }: Words): ReturnType<Reply> {
  let begun = false
  try {
    for await (const part of ordinary) {
      yield part
      begun = true
    }
  } catch (error) {
    if (begun || !(error instanceof ProviderError)) throw error
    yield { type: 'start', provider: NAME, model: null }
    yield { type: 'delta', text: bye }
  }
}

const titleOf = (achievement: string) => BADGES.find(({ id }) => id === achievement)?.title

/** What was earned, by name. */
function earnedIn({ earned, more }: Words, titles: readonly string[]): string {
  const others = titles.length - NAMED_MAX
  const named = [...titles.slice(0, NAMED_MAX), ...(others > 0 ? [more.replace('{count}', String(others))] : [])]
  return `${earned}${named.join(', ')}.`
}

/** The achievements a goodbye names; all of them, when it says that there are more. */
function namedIn(text: string): string[] {
  for (const { earned, more } of Object.values(WORDS)) {
    const at = text.lastIndexOf(earned)
    if (at < 0) continue
    const list = text.slice(at + earned.length)
    const others = more.split('{count}').every((part) => list.includes(part))
    return BADGES.filter(({ title }) => others || list.includes(title)).map(({ id }) => id)
  }
  return []
}
