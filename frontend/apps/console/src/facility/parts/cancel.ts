/** For what a facility may take a time to visit, a session or somebody's place in one back. */
export const cancelReasons = [
  'staff_short',
  'weather',
  'site_works',
  'outbreak',
  'health',
  'closing',
  'suspended',
  'mistake',
  'age_not_fitting',
] as const
