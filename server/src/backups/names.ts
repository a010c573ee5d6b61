import { createHash, randomBytes } from 'node:crypto'

const NAME = /^lva-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z-([0-9a-f]{8})-[0-9a-f]{4}\.lvab$/

/** What names say of an installation, so that two may keep theirs in one place. */
export const houseOf = (installation: string): string =>
  createHash('sha256').update(installation).digest('hex').slice(0, 8)

/** What a backup of a house made at an instant is called. The later name is the later backup; two of one instant have different ones. */
export function nameOf(madeAt: Date, house: string): string {
  const stamp = madeAt.toISOString().slice(0, -1).replaceAll('-', '').replaceAll(':', '').replace('.', '')
  return `lva-${stamp}Z-${house}-${randomBytes(2).toString('hex')}.lvab`
}

/** When the backup of this name was made; null for what is no backup. */
export function madeAtOf(name: string): Date | null {
  const [, ...parts] = NAME.exec(name) ?? []
  const [year, month, day, hour, minute, second, ms] = parts
  if (ms === undefined) return null
  const at = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}.${ms}Z`)
  return Number.isNaN(at.getTime()) ? null : at
}

/** Whose the backup of this name is; null for what is no backup. */
export const houseIn = (name: string): string | null => NAME.exec(name)?.at(-1) ?? null

/** The copy of the erasure ledger of a house that lies beside its backups. */
export const ledgerOf = (house: string): string => `erasures-${house}.lvae`
