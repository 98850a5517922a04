import { z } from 'zod'

/** How the page in a browser reaches the contract: the engine's own wire form below these paths, with a token. */
export const API_PREFIX = '/api'
export const SIGN_PATH = '/api/sign-pictures'
export const PICTURE_PREFIX = '/pictures/'
export const TOKEN_HEADER = 'x-burst-token'

export const PictureQuery = z.strictObject({
  burstId: z.string().min(1).max(64),
  item: z.int().min(0).max(10_000_000),
  size: z.enum(['thumb', 'full']),
})
export type PictureQuery = z.infer<typeof PictureQuery>

/** Asked in batches: a page of a grid is one request. */
export const SignRequest = z.strictObject({ pictures: z.array(PictureQuery).min(1).max(1000) })
/** In the order of the pictures: addresses that an `img` can load without a header. */
export const SignReply = z.strictObject({ addresses: z.array(z.string()) })
