import { setUp } from './setup.mjs'
import { stopWithNpm } from './steps/parent.mjs'
import { runTests } from './steps/tests.mjs'
import { buildWebApp } from './steps/web-app.mjs'

// npm run test:flaky [-- PATH … --times=10]: runs the tests again and again, and tells which failed how often.
stopWithNpm()
const args = process.argv.slice(2)
const times = Number(/^--times=([1-9]\d{0,2})$/.exec(args.at(-1) ?? '')?.[1] ?? 10)
const paths = args.filter((arg) => !arg.startsWith('--'))
if (!(await setUp({ tests: true })) || !(await buildWebApp())) process.exit(1)

const failures = new Map()
for (let n = 0; n < times; n++) {
  const { outcomes, code } = await runTests({ args: paths })
  const failed = Object.entries(outcomes).flatMap(([file, titles]) =>
    Object.keys(titles)
      .filter((title) => titles[title] === 'failed')
      .map((title) => `${file}: ${title}`),
  )
  if (code !== 0 && failed.length === 0) failed.push('no test, but the run')
  for (const name of failed) failures.set(name, (failures.get(name) ?? 0) + 1)
}
for (const [name, count] of [...failures].sort(([, a], [, b]) => b - a))
  console.log(`failed ${count} of ${times} times: ${name}`)
console.log(`\n${failures.size} flaky or broken in ${times} runs`)
process.exitCode = failures.size > 0 ? 1 : 0
