/** What somebody wrote as a quota: null for nothing (what everybody has), `unlimited`, a whole number; undefined: none of these. */
export function readQuota(text: string): number | 'unlimited' | null | undefined {
  const written = text.trim().toLowerCase()
  if (written === '') return null
  if (written === 'unlimited') return 'unlimited'
  return /^\d{1,9}$/.test(written) ? Number(written) : undefined
}
