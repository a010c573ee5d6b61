import { randomBytes } from 'node:crypto'

const NAME = /^lva-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z-[0-9a-f]{4}\.lvab$/

/** What a backup made at an instant is called. The later name is the later backup; two of one instant have different ones. */
export function nameOf(madeAt: Date): string {
  const stamp = madeAt.toISOString().slice(0, -1).replaceAll('-', '').replaceAll(':', '').replace('.', '')
  return `lva-${stamp}Z-${randomBytes(2).toString('hex')}.lvab`
}

/** When the backup of this name was made; null for what is no backup. */
export function madeAtOf(name: string): Date | null {
  const [, ...parts] = NAME.exec(name) ?? []
  const [year, month, day, hour, minute, second, ms] = parts
  if (ms === undefined) return null
  const at = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}.${ms}Z`)
  return Number.isNaN(at.getTime()) ? null : at
}

/** The copy of the erasure ledger that lies beside the backups. */
export const LEDGER_NAME = 'erasures.lvae'
