/** What is stored cannot be what was written. */
export class Damage extends Error {
  constructor(
    readonly stream: string,
    readonly revision: number,
    message: string,
  ) {
    super(message)
  }
}
