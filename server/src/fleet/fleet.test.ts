import { expect, test } from 'vitest'
import { together } from './numbers.ts'
import { afterDeath, type Fared } from './pauses.ts'

test('whoever served well and dies is replaced at once, and who dies young ever later', () => {
  expect(afterDeath({ youngDeaths: 5 }, 60_000)).toEqual({ youngDeaths: 0, pauseMs: 0 })
  let fared: Fared = { youngDeaths: 0 }
  const pauses: number[] = []
  for (let death = 0; death < 9; death++) {
    const next = afterDeath(fared, 59_999)
    fared = next
    pauses.push(next.pauseMs)
  }
  expect(pauses).toEqual([0, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000])
  // One whose doors never opened will hardly open them a moment later.
  expect(afterDeath({ youngDeaths: 0 }, null).pauseMs).toBe(500)
})

test('numbers of several processes are told together, each with its process', () => {
  const one = '# HELP a What.\n# TYPE a counter\na 1\na{kind="x y"} 2\n# HELP b Else.\n# TYPE b gauge\nb{} 3\n'
  const two = '# HELP a What.\n# TYPE a counter\na 4\n# HELP c New.\n# TYPE c gauge\nc 5\n'
  expect(
    together([
      { process: 1, text: one },
      { process: 2, text: two },
    ]),
  ).toBe(
    '# HELP a What.\n# TYPE a counter\na{process="1"} 1\na{process="1",kind="x y"} 2\na{process="2"} 4\n# HELP b Else.\n# TYPE b gauge\nb{process="1"} 3\n# HELP c New.\n# TYPE c gauge\nc{process="2"} 5\n',
  )
})
