import { z } from 'zod'

/**
 * What rsync's remote shell and the process that holds the connection say to each other on their socket.
 *
 * The shell opens two lines. The first begins with `Ask` as one line of JSON, and is the command's input and output from
 * then on. The second begins with `Follow`, and is answered by one line, `Ended`, when the command has ended.
 */
export const Ask = z.strictObject({ id: z.uuid(), command: z.array(z.string().max(4096)).min(1).max(200) })
export const Follow = z.strictObject({ follow: z.uuid() })
export const Hello = z.union([Ask, Follow])
export const Ended = z.strictObject({ code: z.int().min(0).max(255), stderr: z.string() })

/** No hello is longer, bytes. */
export const MAX_HELLO_BYTES = 65_536
