import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { ROOT } from '../steps/project.mjs'

/** A path in a document: it has a folder, and an ending that files here have. */
const PATH = /`([a-z][\w.-]*(?:\/[\w.-]+)+\.(?:ts|vue|mjs|json|css))`/g
const LINK = /\]\(([^)#:\s]+)(?:#[^)]*)?\)/g

const CODE = '{contracts,speech,server,web,bench,scripts,docs,deploy}/**/*.{ts,vue,mjs,json,css}'
/** Decisions are of their day, and guides name files that their reader is going to make. */
const NO_PATHS = ['docs/decisions/', 'docs/guides/']

/** Documents name files that are there, in full or by the end of their path, and their links lead somewhere. */
export async function documents() {
  const exclude = (path) => /node_modules|[/\\]dist\b/.test(path)
  const files = globSync(CODE, { cwd: ROOT, exclude }).map((path) => `/${path.replaceAll('\\', '/')}`)
  const pages = globSync(['*.md', 'docs/**/*.md'], { cwd: ROOT })
  const faults = []
  let count = 0
  for (const page of pages) {
    const text = readFileSync(join(ROOT, page), 'utf8')
    const named = NO_PATHS.some((folder) => page.startsWith(folder)) ? [] : text.matchAll(PATH)
    for (const [, path] of named) {
      count += 1
      if (!files.some((file) => file.endsWith(`/${path}`))) faults.push(`${page}: there is no ${path}`)
    }
    for (const [, link] of text.matchAll(LINK)) {
      count += 1
      if (!existsSync(resolve(ROOT, dirname(page), link))) faults.push(`${page}: the link to ${link} leads nowhere`)
    }
  }
  return { figure: `${count} paths and links in ${pages.length} documents`, faults }
}
