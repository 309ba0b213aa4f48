/** A name nobody else will choose, for a request that must count once however often it is sent. */
export function newKey(): string {
  const { crypto } = globalThis as { crypto?: Crypto }
  if (crypto?.randomUUID) return crypto.randomUUID()
  // Pages without https and mini-programs lack it. Uniqueness is all that is asked: the key is no secret.
  const part = () =>
    Math.floor(Math.random() * 0x1_0000_0000)
      .toString(16)
      .padStart(8, '0')
  return `${Date.now().toString(16)}-${part()}-${part()}-${part()}`
}
