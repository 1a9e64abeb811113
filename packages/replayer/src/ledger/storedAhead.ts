/**
 * Stores what comes piece by piece, in order and one at a time, while the next piece is made; each
 * is passed on once it is stored. What is being stored when the pieces end early is waited for.
 */
export async function* storedAhead<Piece>(
  pieces: AsyncIterable<Piece>,
  store: (piece: Piece) => Promise<void>,
): AsyncGenerator<Piece> {
  let before: { readonly piece: Piece; readonly stored: Promise<void> } | undefined
  try {
    for await (const piece of pieces) {
      await before?.stored
      const done = before
      before = { piece, stored: store(piece) }
      // Told where it is waited for.
      before.stored.catch(() => undefined)
      if (done !== undefined) yield done.piece
    }
    await before?.stored
    if (before !== undefined) yield before.piece
  } finally {
    await before?.stored.catch(() => undefined)
  }
}
