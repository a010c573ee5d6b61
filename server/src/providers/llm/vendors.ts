import { FREE } from '../prices.ts'
import type { Vendors } from '../vendor.ts'
import { elsewhere, type NameOf } from '../vendor-names.ts'
import { createAnthropic } from './anthropic.ts'
import type { Llm } from './llm.ts'
import { createOpenAi } from './openai.ts'

/** Who answers. */
export const LLM_VENDORS: Vendors<Llm, NameOf<'llm'>> = {
  anthropic: {
    serves: ({ anthropic }) => anthropic.key !== null,
    own: ({ anthropic }) => anthropic,
    make: ({ anthropic: { key } }, asked) =>
      key === null ? 'ANTHROPIC_API_KEY is not set' : createAnthropic({ key, ...asked }),
  },
  openai: {
    serves: ({ openai, llm }) => openai.key !== null || elsewhere(llm.baseUrl ?? openai.baseUrl) !== null,
    make: ({ openai: { key } }, asked) =>
      key === null && !asked.baseUrl ? 'neither OPENAI_API_KEY nor a base URL is set' : createOpenAi({ key, ...asked }),
  },
  companion: { serves: () => true, lastly: true, make: (_, __, { companion }) => companion, price: FREE },
}
