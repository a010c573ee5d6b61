import { FREE } from '../prices.ts'
import type { Vendors } from '../vendor.ts'
import { elsewhere, type NameOf } from '../vendor-names.ts'
import type { Embeddings } from './embeddings.ts'
import { createLocalEmbeddings, weightsIn } from './local.ts'
import { createOpenAiEmbeddings } from './openai.ts'

/** Who turns texts into vectors. */
export const EMBEDDINGS_VENDORS: Vendors<Embeddings, NameOf<'embeddings'>> = {
  openai: {
    serves: ({ openai, embeddings }) => openai.key !== null || elsewhere(embeddings.baseUrl) !== null,
    make: ({ openai: { key } }, asked) =>
      key === null && !asked.baseUrl
        ? 'neither OPENAI_API_KEY nor a base URL is set'
        : createOpenAiEmbeddings({ key, ...asked }),
  },
  local: {
    serves: ({ embeddings }) => weightsIn(embeddings.folder) !== null,
    lastly: true,
    own: () => ({ baseUrl: null, model: null }),
    make: ({ embeddings: { folder } }) => createLocalEmbeddings({ folder }),
    price: FREE,
  },
}
