import { Problem } from '../../problem.ts'
import type { Working } from '../work.ts'

/** Heavy work of several tempers, for the tests of whoever has it done. */
export default async function errand(
  {
    ask,
    number = 0,
    bytes,
  }: {
    ask: 'square' | 'forever' | 'fill' | 'buffers' | 'refuse' | 'break' | 'end'
    number?: number
    bytes?: Uint8Array
  },
  { tell }: Working<{ at: number }>,
): Promise<number> {
  if (ask === 'refuse') throw new Problem('nothing-heard', 'Nobody speaks.')
  if (ask === 'break') throw new TypeError('a mistake of ours')
  if (ask === 'end') process.exit(3)
  const kept: unknown[] = []
  while (ask === 'fill') kept.push(Array.from({ length: 100_000 }, (_, index) => ({ index })))
  // Enough for its limit, and not for the machine's, should nobody look.
  while (ask === 'buffers') if (kept.length < 400) kept.push(new Uint8Array(1024 ** 2).fill(1))
  while (ask === 'forever');
  for (const at of [1, 2]) tell({ at })
  return number ** 2 + (bytes?.length ?? 0)
}
