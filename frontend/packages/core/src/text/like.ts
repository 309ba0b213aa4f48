/** The shape of a catalogue with its wording left open: the other language must have the same keys and the same parameters. */
export type Like<T> = T extends (...values: infer A) => string
  ? (...values: A) => string
  : T extends string
    ? string
    : T extends readonly (infer I)[]
      ? readonly Like<I>[]
      : { readonly [K in keyof T]: Like<T[K]> }
