/** Files of a model as they are published, and how to know that they are the right ones. */
export interface PublishedModel {
  name: string
  /** Address the files lie below. */
  base: string
  files: ReadonlyArray<{ path: string; as: string; bytes: number; sha256: string }>
}

/** A small sentence model for English (Apache 2.0): 22 million weights, 384 dimensions. */
export const SENTENCE_MODEL: PublishedModel = {
  name: 'all-MiniLM-L6-v2',
  base: 'https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2/resolve/1110a243fdf4706b3f48f1d95db1a4f5529b4d41/',
  files: [
    {
      path: 'tokenizer.json',
      as: 'tokenizer.json',
      bytes: 466_247,
      sha256: 'be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037',
    },
    {
      path: 'onnx/model.onnx',
      as: 'model.onnx',
      bytes: 90_405_214,
      sha256: '6fd5d72fe4589f189f8ebc006442dbb529bb7ce38f8082112682524616046452',
    },
  ],
}
