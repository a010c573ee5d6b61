const LEASE_MS = 10_000

/**
 * Runs `work` while no other tab of this site runs work of the same name. Pages on plain http have no Web Locks; there a
 * lease in localStorage serves, which ends by itself when a tab dies.
 */
export async function alone<T>(name: string, work: () => Promise<T>): Promise<T> {
  if (navigator.locks) return navigator.locks.request(name, work)
  const key = `lva.lease.${name}`
  const mine = String(Math.random())
  while (!taken(key, mine)) await pause(50 + Math.random() * 50)
  try {
    return await work()
  } finally {
    if (localStorage.getItem(key)?.startsWith(`${mine} `)) localStorage.removeItem(key)
  }
}

function taken(key: string, mine: string): boolean {
  const [owner, until] = (localStorage.getItem(key) ?? '').split(' ')
  if (owner && owner !== mine && Number(until) > Date.now()) return false
  localStorage.setItem(key, `${mine} ${Date.now() + LEASE_MS}`)
  return localStorage.getItem(key)?.startsWith(`${mine} `) ?? false
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
