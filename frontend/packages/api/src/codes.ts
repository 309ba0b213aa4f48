/**
 * This file was auto-generated from the OpenAPI document.
 * Do not make direct changes to the file.
 */

/** Every code a problem of the server can have. */
export const codes = [
  'already_reported',
  'bad_coordinates',
  'bad_cursor',
  'bad_date',
  'conflict',
  'internal',
  'invalid_value',
  'method_not_allowed',
  'needs_location',
  'no_route',
  'not_found',
  'not_public',
  'out_of_range',
  'timeout',
  'too_large',
  'too_many_requests',
  'unavailable',
  'unknown_area',
] as const

/** The code of a problem: the key of its sentence in the catalogues. */
export type Code = (typeof codes)[number]
