import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { tables, withTables } from './arithmetic/tables.ts'

// What so many people need, computed from what was read and what is assumed in arithmetic/needs.ts. --write brings docs/SCALING.md up to
// date, which a test compares.
const { values } = parseArgs({ options: { write: { type: 'boolean', default: false } } })
const PAGE = new URL('../docs/SCALING.md', import.meta.url)

if (values.write) writeFileSync(PAGE, withTables(readFileSync(PAGE, 'utf8')))
else for (const table of Object.values(tables())) console.log(`${table}\n`)
