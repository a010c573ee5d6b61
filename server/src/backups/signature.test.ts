import { expect, test } from 'vitest'
import { hashOf, NO_BODY, signed, uriEncoded } from './signature.ts'

// The examples of "Authenticating Requests: Using the Authorization Header" in Amazon's S3 API reference.
const SIGNER = {
  keyId: 'AKIAIOSFODNN7EXAMPLE',
  secret: ['wJalrXUtnFEMI', 'K7MDENG', 'bPxRfiCYEXAMPLEKEY'].join('/'),
  region: 'us-east-1',
}
const AT = new Date('2013-05-24T00:00:00Z')
const STORE = 'https://examplebucket.s3.amazonaws.com'

test.each([
  {
    what: 'a part of an object',
    asked: { method: 'GET', url: `${STORE}/test.txt`, headers: { range: 'bytes=0-9' }, bodyHash: NO_BODY },
    signature: 'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  },
  {
    what: 'an object that is put there',
    asked: {
      method: 'PUT',
      url: `${STORE}/test%24file.text`,
      headers: { date: 'Fri, 24 May 2013 00:00:00 GMT', 'x-amz-storage-class': 'REDUCED_REDUNDANCY' },
      bodyHash: hashOf('Welcome to Amazon S3.'),
    },
    signature: '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
  },
  {
    what: 'a question without a value',
    asked: { method: 'GET', url: `${STORE}/?lifecycle`, headers: {}, bodyHash: NO_BODY },
    signature: 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
  },
  {
    what: 'a list of objects',
    asked: { method: 'GET', url: `${STORE}/?max-keys=2&prefix=J`, headers: {}, bodyHash: NO_BODY },
    signature: '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
  },
])('$what is signed as Amazon says', ({ asked, signature }) => {
  const { authorization } = signed({ ...asked, url: new URL(asked.url) } as never, SIGNER, AT)
  expect(authorization).toContain(`Signature=${signature}`)
})

test('every sign that is not plain is encoded, once', () => {
  expect(uriEncoded("a b/c!'()*~é")).toBe('a%20b%2Fc%21%27%28%29%2A~%C3%A9')
})
