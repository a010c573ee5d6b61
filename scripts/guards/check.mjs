import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../steps/project.mjs'
import { titlesIn } from '../steps/titles.mjs'
import { GUARDS } from './guards.mjs'

/** Whether every guard could be switched off: its patches fit, its test is there, its name is its own. Nothing is run. */
export async function guards() {
  const faults = []
  const names = new Set()
  for (const guard of GUARDS) {
    if (names.has(guard.name)) faults.push(`two guards are called ${guard.name}`)
    names.add(guard.name)
    for (const { file, from } of [guard, ...(guard.more ?? [])]) {
      const places = textOf(file).split(from).length - 1
      if (places !== 1) faults.push(`guard ${guard.name}: ${file} has what its patch replaces ${places} times`)
    }
    if (!(await titlesIn(guard.test)).includes(guard.title))
      faults.push(`guard ${guard.name}: ${guard.test} has no test "${guard.title}"`)
  }
  return { figure: `${GUARDS.length} can be switched off; npm run test:guards does it`, faults }
}

const textOf = (path) => (existsSync(join(ROOT, path)) ? readFileSync(join(ROOT, path), 'utf8') : '')
