import { expect, test } from 'vitest'
import { onEveryEngine } from '../../test/engines.ts'
import { newId } from '../ids.ts'
import { createNotes } from './notes.ts'

const now = () => new Date('2026-03-01T10:00:00Z')

onEveryEngine('the audit log', (fresh) => {
  test('knows people by a pseudonym, always the same, and keeps where they came from apart', async () => {
    const { db } = (await fresh()).database
    const { note } = createNotes({ now, newId })
    const [ana, bo] = [newId(), newId()]
    await note(db, { action: 'role-changed', by: 'operator', about: ana, details: { role: 'admin' } })
    await note(db, { action: 'account-suspended', by: { userId: ana }, about: bo, address: '192.0.2.7' })

    const [first, second] = await db.selectFrom('audit_events').selectAll().orderBy('seq').execute()
    expect(first).toMatchObject({ actor: 'operator', action: 'role-changed', details: '{"role":"admin"}' })
    expect(first?.subject).toMatch(/^person-[0-9a-f]{16}$/)
    expect(second).toMatchObject({ actor: first?.subject, at: '2026-03-01T10:00:00.000Z' })
    expect(JSON.stringify([first, second])).not.toMatch(new RegExp(`${ana}|${bo}|192`))
    expect(await db.selectFrom('audit_origins').selectAll().execute()).toEqual([
      { event_id: second?.id, user_id: ana, address: '192.0.2.7', at: '2026-03-01T10:00:00.000Z' },
    ])
  })

  test('can be neither changed nor shortened', async () => {
    const { db } = (await fresh()).database
    await createNotes({ now, newId }).note(db, { action: 'signed-in', by: 'nobody' })
    await expect(db.updateTable('audit_events').set({ action: 'x' }).execute()).rejects.toThrow(/append-only/)
    await expect(db.deleteFrom('audit_events').execute()).rejects.toThrow(/append-only/)
  })

  test('forgets what the transaction it belongs to did not do', async () => {
    const { db } = (await fresh()).database
    const { note } = createNotes({ now, newId })
    await db
      .transaction()
      .execute(async (trx) => {
        await note(trx, { action: 'signed-in', by: 'nobody' })
        throw new Error('no')
      })
      .catch(() => {})
    expect(await db.selectFrom('audit_events').selectAll().execute()).toEqual([])
  })
})
