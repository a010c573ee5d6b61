import { setUp } from './setup.mjs'
import { stopWithNpm } from './steps/parent.mjs'
import { missingPrograms } from './steps/programs.mjs'
import { closingLine, namesOf, runTests, verdict } from './steps/tests.mjs'
import { buildWebApp } from './steps/web-app.mjs'

// npm test [-- PATH …]: everything is set up first. What the machine lacks is named and skipped; on CI that is an error.
stopWithNpm()
const args = process.argv.slice(2)
const missing = missingPrograms()
for (const line of missing) console.log(line)
if (process.env.CI && missing.length > 0) {
  console.error('On CI nothing may be left out.')
  process.exit(1)
}
if (!(await setUp({ tests: true })) || !(await buildWebApp())) process.exit(1)

const counted = await runTests({ args, coverage: Boolean(process.env.CI) && args.length === 0 })
const why = verdict(counted)
if (why) console.error(`\nNot passed: ${why}`)
for (const line of namesOf(counted)) console.log(line)
console.log(`\n${closingLine(counted)}`)
process.exitCode = why ? 1 : 0
