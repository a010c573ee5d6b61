import { createAnthropic } from '../llm/anthropic.ts'
import { createOpenAi } from '../llm/openai.ts'
import { FREE } from '../prices.ts'
import type { ProviderSettings } from '../settings.ts'
import type { Vendors } from '../vendor.ts'
import { elsewhere, type NameOf } from '../vendor-names.ts'
import { createModelSight } from './model-sight.ts'
import type { Sight } from './sight.ts'
import { createTesseract, hasTesseract } from './tesseract.ts'

/** Who looks at pictures. Where nothing else is said, those that are given the learners' words already, and none besides. */
export const SIGHT_VENDORS: Vendors<Sight, NameOf<'sight'>> = {
  anthropic: {
    serves: (settings) => settings.anthropic.key !== null && answers('anthropic', settings),
    own: ({ anthropic }) => anthropic,
    make: ({ anthropic: { key } }, asked) =>
      key === null
        ? 'ANTHROPIC_API_KEY is not set'
        : createModelSight(createAnthropic({ key, ...asked }), { surely: true }),
  },
  openai: {
    serves: (settings) =>
      (settings.openai.key !== null || elsewhere(addressOf(settings)) !== null) && answers('openai', settings),
    own: (settings) => ({ baseUrl: addressOf(settings), model: settings.sight.model ?? settings.llm.model }),
    make: ({ openai: { key } }, asked) =>
      key === null && !asked.baseUrl
        ? 'neither OPENAI_API_KEY nor a base URL is set'
        : createModelSight(createOpenAi({ key, ...asked }), { surely: !asked.baseUrl }),
  },
  tesseract: {
    serves: ({ programs }) => hasTesseract(programs),
    own: () => ({ baseUrl: null, model: null }),
    make: ({ programs }) => createTesseract({ surroundings: programs }),
    price: FREE,
  },
}

const answers = (name: string, { llm }: ProviderSettings) => llm.order === null || llm.order.includes(name)

const addressOf = ({ sight, llm, openai }: ProviderSettings) => sight.baseUrl ?? llm.baseUrl ?? openai.baseUrl
