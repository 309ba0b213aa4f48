import { inject, provide, type InjectionKey } from 'vue'
import type { Reserve } from './useReserve'

const key: InjectionKey<Reserve> = Symbol('reserve')

/** Hands the reservation to the steps of the page. */
export const provideReserve = (reserve: Reserve) => provide(key, reserve)

/** The reservation a step belongs to. */
export function theReserve(): Reserve {
  const reserve = inject(key)
  if (!reserve) throw new Error('outside a reservation')
  return reserve
}
