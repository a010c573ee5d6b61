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
  const looked = pages.flatMap((page) => {
    const text = readFileSync(join(ROOT, page), 'utf8')
    const named = NO_PATHS.some((folder) => page.startsWith(folder)) ? [] : [...text.matchAll(PATH)]
    return [...named.flatMap(([, path, names]) => namedIn(page, files, path, names)), ...linksIn(page, text)]
  })
  return {
    figure: `${looked.length} paths, names and links in ${pages.length} documents`,
    faults: looked.filter((fault) => fault !== null),
  }
}

/** A fault, or null, for a path and for each of the names behind it. */
function namedIn(page, files, path, names = '') {
  const meant = files.filter((file) => file.endsWith(`/${path}`))
  if (meant.length === 0) return [`${page}: there is no ${path}`]
  const texts = meant.map((file) => readFileSync(join(ROOT, file), 'utf8'))
  const faultOf = ([name]) => (texts.some((text) => declares(text, name)) ? null : `${page}: no ${name} in ${path}`)
  return [null, ...[...names.matchAll(/\w+/g)].map(faultOf)]
}

/** A call of something that was moved away does not count, unless it opens a line as a method does. */
const declares = (text, name) =>
  new RegExp(
    `(?:function\\*?|const|let|interface|type|class) ${name}\\b|^ *(?:async |readonly |\\*)*${name}\\??[(<:]`,
    'm',
  ).test(text)

const linksIn = (page, text) =>
  [...text.matchAll(LINK)].map(([, link]) =>
    existsSync(resolve(ROOT, dirname(page), link)) ? null : `${page}: the link to ${link} leads nowhere`,
  )
