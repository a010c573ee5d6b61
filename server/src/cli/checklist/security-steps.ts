import { productionFaults } from '../../config/rules.ts'
import { done, failed, type Section, settingsStep } from './step.ts'

const SIGNING = ['JWT_SECRET_KEY', 'JWT_REFRESH_SECRET_KEY'] as const
const OTHERS = ['ADMIN_API_KEY', 'BACKUP_PASSPHRASE', 'ENCRYPTION_KEY'] as const

/** What would be dangerous from the first minute on. */
export const SECURITY: Section = {
  title: 'Before deploying: security',
  steps: [
    {
      id: 'xml',
      title: 'XML without entities',
      judge: ({ xmlWithoutEntities }) =>
        xmlWithoutEntities
          ? done('a document that declares an entity was read, and the entity was not expanded')
          : failed(
              'an entity that a document declares is expanded',
              'Install this release anew: npm ci --ignore-scripts',
            ),
    },
    settingsStep('secrets', 'Signing secrets', SIGNING, (config) => {
      // Judged as production would, also while ENVIRONMENT says something else: that is a step of its own.
      const faults = productionFaults({ ...config, ENVIRONMENT: 'production' }).filter(({ key }) =>
        SIGNING.some((name) => name === key),
      )
      if (faults.length > 0)
        return failed(
          faults.map(({ key, problem }) => `${key} ${problem}`).join('; '),
          'Make one for each: openssl rand -base64 48',
        )
      return done('both are set, are long enough, and differ')
    }),
    settingsStep('other-secrets', 'Other secrets', OTHERS, (config) => {
      const faults = productionFaults({ ...config, ENVIRONMENT: 'production' }).filter(({ key }) =>
        OTHERS.some((name) => name === key),
      )
      if (faults.length > 0)
        return failed(
          faults.map(({ key, problem }) => `${key} ${problem}`).join('; '),
          'Make another: openssl rand -base64 32',
        )
      const unset = OTHERS.filter((key) => config[key] === undefined)
      return done(unset.length === 0 ? 'all are set' : `not set: ${unset.join(', ')}; each has a way without it`)
    }),
  ],
}
