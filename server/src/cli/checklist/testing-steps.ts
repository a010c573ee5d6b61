import { done, failed, person, type Section, type Seen, type Step, type Verdict } from './step.ts'

/** What a checkout of this release proves. */
export const TESTING: Section = {
  title: 'Before deploying: tests',
  steps: [
    { id: 'tests', title: 'Tests', judge: () => person('they run in a checkout of this release', 'npm test') },
    {
      id: 'smoke',
      title: 'Smoke test',
      judge: () =>
        person(
          'it runs against a server that was just started',
          'npm start, then in another shell: npm run verify -- --target http://localhost:8000',
        ),
    },
    {
      id: 'smoke-load',
      title: 'Load, in small (optional)',
      judge: () => person('it takes a minute', './scripts/run_load_tests.sh --scenario smoke'),
    },
  ],
}

/** Security, looked at once more. */
export const VERIFICATION: Section = {
  title: 'Before deploying: security verification',
  steps: [
    {
      id: 'audit-page',
      title: 'Security audit',
      judge: ({ pages }) =>
        page(pages.audit, 'docs/security/PRODUCTION_SECURITY_AUDIT.md', (text) => {
          const figures = /^(\d+) claims, \d+ tests, \d+ guards/m.exec(text)
          return figures
            ? person(figures[0], 'Read docs/security/PRODUCTION_SECURITY_AUDIT.md: each claim with what it would mean.')
            : failed('the page counts no claims', 'npm run docs')
        }),
    },
    {
      id: 'security-scan',
      title: 'Static rules, secrets, dependencies',
      judge: () => person('they run in a checkout of this release', 'npm run test:security'),
    },
  ],
}

/** What is told about a release. */
export const DOCUMENTS: Section = {
  title: 'Before deploying: documents',
  steps: [
    {
      id: 'changelog',
      title: 'CHANGELOG.md',
      judge: ({ pages, version }) =>
        page(pages.changelog, 'CHANGELOG.md', (text) => {
          const heading = text.split('\n').find((line) => line.startsWith(`## ${version}`))
          if (!heading) return failed(`it says nothing of ${version}`, 'Install the files of one release together.')
          return heading === `## ${version}, not released yet`
            ? person(`${version} is not released yet`, 'Read it, and know what you deploy.')
            : done(heading.slice('## '.length))
        }),
    },
    {
      id: 'status-page',
      title: 'PROJECT_STATUS.md',
      judge: ({ pages, version }) =>
        page(pages.status, 'PROJECT_STATUS.md', (text) =>
          text.includes(`Release ${version};`)
            ? done(`of release ${version}`)
            : failed(`it is of another release than ${version}`, 'npm run docs'),
        ),
    },
    {
      id: 'sign-in-guide',
      title: 'Guide to signing in',
      judge: ({ pages }) =>
        page(pages.signIn, 'docs/security/JWT_API_DOCUMENTATION.md', () =>
          done('docs/security/JWT_API_DOCUMENTATION.md, for whoever writes a client'),
        ),
    },
  ],
}

function page(text: string | null, path: string, judge: (text: string) => Verdict): Verdict {
  return text === null ? person('it is not part of this installation', `Read ${path} in the repository.`) : judge(text)
}

/** A step that only a deployment can answer. */
export function outsideStep(id: string, title: string, check = id): Step {
  return { id, title, judge: (seen) => outside(seen, check) }
}

/** How a deployment answered one check. */
export function outside({ outside: answered, target }: Seen, check: string): Verdict {
  if (answered === null) return person('no deployment was asked', 'Add --target https://…')
  return answered.get(check) ?? failed(`${target} was not asked for this`, 'Mend what failed before it, and ask again.')
}
