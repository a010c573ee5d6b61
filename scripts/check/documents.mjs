import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { ROOT } from '../steps/project.mjs'

/** A file of the code in a document; any other has a folder as well. Names in parentheses behind it stand in it. */
const PATH =
  /`([a-z][\w.-]*(?:\/[\w.-]+)*\.(?:ts|vue|mjs|js|(?<=\/[\w.-]*)(?:json|css|yml|sh|txt)))`(?: \((`\w+`(?:, `\w+`)*)\))?/g
const LINK = /\]\(([^)#:\s]+)(?:#[^)]*)?\)/g

const CODE = '{contracts,speech,server,web,bench,scripts,docs,deploy}/**/*.{ts,vue,mjs,js,json,css,yml,sh,txt}'
/** Decisions are of their day, and guides name files that their reader is going to make. */
const NO_PATHS = ['docs/decisions/', 'docs/guides/']

/** Documents name files that are there, in full or by the end of their path, and names in them; their links lead somewhere. */
export async function documents() {
  const exclude = (path) => /node_modules|[/\\]dist\b/.test(path)
  const files = globSync(CODE, { cwd: ROOT, exclude }).map((path) => `/${path.replaceAll('\\', '/')}`)
  const pages = globSync(['*.md', 'docs/**/*.md'], { cwd: ROOT })
  const faults = []
  let count = 0
  for (const page of pages) {
    const text = readFileSync(join(ROOT, page), 'utf8')
    const named = NO_PATHS.some((folder) => page.startsWith(folder)) ? [] : text.matchAll(PATH)
    for (const [, path, names = ''] of named) {
      const meant = files.filter((file) => file.endsWith(`/${path}`))
      count += 1
      if (meant.length === 0) faults.push(`${page}: there is no ${path}`)
      for (const [name] of names.matchAll(/\w+/g)) {
        count += 1
        if (meant.length > 0 && !meant.some((file) => stands(name, file))) faults.push(`${page}: no ${name} in ${path}`)
      }
    }
    for (const [, link] of text.matchAll(LINK)) {
      count += 1
      if (!existsSync(resolve(ROOT, dirname(page), link))) faults.push(`${page}: the link to ${link} leads nowhere`)
    }
  }
  return { figure: `${count} paths, names and links in ${pages.length} documents`, faults }
}

const stands = (name, file) => new RegExp(`\\b${name}\\b`).test(readFileSync(join(ROOT, file), 'utf8'))
