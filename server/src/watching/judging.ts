import { type Alert, AlertName } from '@lva/contracts/watching'
import type { Kysely, Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'
import { keysOf } from '../records.ts'
import { type AlertRow, judge } from './alerts.ts'
import { RULES, type Rule, type View } from './rules.ts'
import type { Telling } from './telling.ts'

/** Alerts that have closed are shown for so long. */
const SHOWN_MS = 86_400_000

type AlertDb = Kysely<Pick<Tables, 'alerts'>>

/** Looks at the house with every rule, keeps how each alert stands, and has told what opened and what closed. */
export function createJudging({
  db,
  view,
  telling,
  log,
}: {
  db: AlertDb
  view: () => Promise<View>
  telling: Telling
  log: { warn(facts: object, message: string): void; info(facts: object, message: string): void }
}) {
  /** Keeps a row unless somebody else was first, and then tells nothing. */
  async function keep(trx: Transaction<Pick<Tables, 'alerts'>>, before: AlertRow | undefined, row: AlertRow) {
    if (!before) {
      const made = await trx
        .insertInto('alerts')
        .values(row)
        .onConflict((conflict) => conflict.column('alert').doNothing())
        .executeTakeFirst()
      return (made.numInsertedOrUpdatedRows ?? 0n) > 0n
    }
    const changed = await trx
      .updateTable('alerts')
      .set(row)
      .where('alert', '=', row.alert)
      .where('state', '=', before.state)
      .where('since', '=', before.since)
      .executeTakeFirst()
    return changed.numUpdatedRows > 0n
  }

  /** One rule: what it finds, how its alert stands then, and what is told of it. */
  async function apply(rule: Rule, seen: View, before: AlertRow | undefined): Promise<void> {
    const finding = rule.look(seen)
    if (!finding || !(before || finding.wrong)) return
    const { row, told } = judge(before, finding, rule, seen.at)
    if (before && isSame(before, row)) return
    const at = seen.at.toISOString()
    const news = { alert: rule.name, detail: row.detail, at, opened_at: row.opened_at ?? at }
    const ours = await db.transaction().execute(async (trx) => {
      const kept = await keep(trx, before, row)
      if (kept && told) await telling.tell(trx, { ...news, told })
      return kept
    })
    if (!ours || !told) return
    const facts = { alert: rule.name, detail: row.detail }
    if (told === 'opened') log.warn(facts, 'an alert has opened')
    else log.info(facts, 'an alert has closed')
  }

  return {
    /** Applies every rule. */
    async look(): Promise<void> {
      const seen = await view()
      const rows = new Map((await db.selectFrom('alerts').selectAll().execute()).map((row) => [row.alert, row]))
      for (const rule of RULES) await apply(rule, seen, rows.get(rule.name))
    },

    /** Those that are open, then those that closed in the latest day; the latest first. */
    async list(at: Date): Promise<Alert[]> {
      const since = new Date(at.getTime() - SHOWN_MS).toISOString()
      const rows = await db
        .selectFrom('alerts')
        .selectAll()
        .where((eb) => eb.or([eb('state', '=', 'open'), eb('closed_at', '>', since)]))
        .orderBy('opened_at', 'desc')
        .execute()
      const alerts = rows.flatMap(({ alert, state, opened_at, closed_at, detail }) => {
        const known = AlertName.safeParse(alert)
        if (!known.success || opened_at === null) return []
        return [{ name: known.data, open: state === 'open', opened_at, closed_at, detail }]
      })
      return alerts.sort((one, other) => Number(other.open) - Number(one.open))
    },
  }
}

const isSame = (one: AlertRow, other: AlertRow) => keysOf(one).every((key) => one[key] === other[key])
