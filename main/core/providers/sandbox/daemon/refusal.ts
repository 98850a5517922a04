/** An answer that says no, with its HTTP status. */
export class Refusal extends Error {
  override name = 'Refusal'
  readonly status: number
  readonly code: string
  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

/** What was asked for is done or not, but the asker shall not hear of it. */
export class LostAnswer extends Error {
  override name = 'LostAnswer'
}
