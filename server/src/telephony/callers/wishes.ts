import type { CallBack } from '@lva/contracts/phone'
import type { Publish } from '../../events/events.ts'
import type { CallersDb } from './callers-db.ts'
import { wishOf } from './when.ts'

/** When learners wish to be called, and when they agreed to it. */
export function createWishes({ db, now, publish }: { db: CallersDb; now: () => Date; publish: Publish }) {
  async function of(userId: string): Promise<{ wish: CallBack; consentedAt: string | null }> {
    const row = await db.selectFrom('call_backs').selectAll().where('user_id', '=', userId).executeTakeFirst()
    return { wish: wishOf(row?.settings, row?.wanted === 1), consentedAt: row?.consented_at ?? null }
  }

  /**
   * Writes what is wished down. Whether it is wished at all changes only where that was said: a key that ends it at the same moment is not
   * undone. Turning it on is the consent; it ends with turning it off.
   */
  async function write(userId: string, wish: CallBack, { turned }: { turned: boolean }): Promise<boolean> {
    const [settings, consented_at] = [JSON.stringify(wish), wish.on ? now().toISOString() : null]
    const { wanted } = await db
      .insertInto('call_backs')
      .values({ user_id: userId, wanted: Number(wish.on), settings, consented_at })
      .onConflict((conflict) =>
        conflict.column('user_id').doUpdateSet(({ fn, ref }) => ({
          settings,
          ...(turned && {
            wanted: Number(wish.on),
            consented_at: wish.on ? fn.coalesce(ref('call_backs.consented_at'), ref('excluded.consented_at')) : null,
          }),
        })),
      )
      .returning('wanted')
      .executeTakeFirstOrThrow()
    publish(userId, { type: 'phone-changed' })
    return wanted === 1
  }

  return {
    of,
    write,

    /** No more calls, from now on. */
    async stop(userId: string): Promise<void> {
      await db.updateTable('call_backs').set({ wanted: 0, consented_at: null }).where('user_id', '=', userId).execute()
      publish(userId, { type: 'phone-changed' })
    },
  }
}
