import { describe, expect, it } from 'vitest'
import { countedOf, namesOf, runsOf, verdict } from './tests.mjs'

const test = (title, status) => ({ title, fullName: `a story ${title}`, status, why: 'expected 1 to be 2' })
const run = (code, files) => ({ code, files: new Map(Object.entries(files)) })

describe('a plain run of the tests', () => {
  const leftOut = (chromium) => runsOf({ quick: true, chromium })[0].filter((each) => each.includes('web/test/'))

  it('has speech in browsers by itself, or skips it among the others where there is no browser', () => {
    const [, inTime] = runsOf({ quick: true, chromium: true })
    expect(inTime).toContain('web/test/talking.test.ts')
    expect(leftOut(true)).toEqual(inTime.map((path) => `--exclude=${path}`))
    expect(runsOf({ quick: true, chromium: false })).toHaveLength(1)
    expect(leftOut(false)).toEqual([])
  })
})

describe('what runs of tests say together', () => {
  it('counts a file by its second run, and names what passed only then', () => {
    const counted = countedOf(
      [
        run(1, { 'a.test.ts': [test('is told', 'passed'), test('is heard', 'failed')] }),
        run(0, { 'b.test.ts': [test('is seen', 'passed')] }),
      ],
      run(0, { 'a.test.ts': [test('is told', 'passed'), test('is heard', 'passed')] }),
    )
    expect(counted).toMatchObject({ passed: 3, failed: 0, code: 0, late: ['a.test.ts › a story is heard'] })
    expect(verdict(counted)).toBeNull()
    expect(namesOf(counted)).toEqual(['passed only by itself, at the second try: a.test.ts › a story is heard'])
  })

  it('names what failed twice, and why', () => {
    const failing = { 'a.test.ts': [test('is heard', 'failed')] }
    const counted = countedOf([run(1, failing)], run(1, failing))
    expect(counted).toMatchObject({ passed: 0, failed: 1, late: [] })
    expect(verdict(counted)).toBe('1 failed')
    expect(namesOf(counted)).toEqual(['failed: a.test.ts › a story is heard: expected 1 to be 2'])
  })

  it('does not let a second run hide that another run ended badly', () => {
    const counted = countedOf(
      [run(1, { 'a.test.ts': [test('is heard', 'failed')] }), run(137, { 'b.test.ts': [test('is seen', 'passed')] })],
      run(0, { 'a.test.ts': [test('is heard', 'passed')] }),
    )
    expect(verdict(counted)).toBe('the test run ended with code 137; see above')
  })
})
