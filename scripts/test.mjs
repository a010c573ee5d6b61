import { setUp } from './setup.mjs'
import { stopWithNpm } from './steps/parent.mjs'
import { missingPrograms } from './steps/programs.mjs'
import { closingLine, LONG, namesOf, runTests, verdict } from './steps/tests.mjs'
import { buildWebApp } from './steps/web-app.mjs'

// npm test [-- PATH …]: everything is set up first. What the machine lacks is named and skipped; on CI that is an error. Long tests are run on
// CI, and where they are asked for.
stopWithNpm()
const args = process.argv.slice(2)
const missing = missingPrograms()
for (const line of missing) console.log(line)
if (process.env.CI && missing.length > 0) {
  console.error('On CI nothing may be left out.')
  process.exit(1)
}
if (!(await setUp({ tests: true })) || !(await buildWebApp())) process.exit(1)

const all = args.length === 0
const quick = all && !process.env.CI && !process.env.THOROUGH
if (quick)
  console.log(
    `${LONG.length} files and folders of long tests are left out; THOROUGH=true npm test runs them too, as .ci/run does.`,
  )
const counted = await runTests({ args, coverage: Boolean(process.env.CI) && all, quick })
const why = verdict(counted)
if (why) console.error(`\nNot passed: ${why}`)
for (const line of namesOf(counted)) console.log(line)
console.log(`\n${closingLine(counted)}`)
process.exitCode = why ? 1 : 0
