import type { Like } from '../like'
import type { categories as zh } from '../zh/category'

export const categories: Like<typeof zh> = {
  ABUSE: { name: 'A child is hit or mistreated', hint: 'Hitting, shouting, locking up, starving, frightening, or treating unequally' },
  INJURY: { name: 'A child got hurt', hint: 'A fall, a burn, a child gone missing, or an injury kept from the parents' },
  FOOD: { name: 'Bad food', hint: 'Out of date, unclean, children fell ill' },
  HYGIENE_DISEASE: {
    name: 'Poor hygiene or infections',
    hint: 'Nothing is disinfected, sick children stay in the group, it is hushed up',
  },
  FIRE_BUILDING: { name: 'Fire or building safety', hint: 'Blocked exits, locked doors, cracked walls, loose wires' },
  UNFILED: { name: 'Takes children without being registered', hint: 'Not in the register, or the registration ran out' },
  OVER_CAPACITY: { name: 'Too many children, too few carers', hint: 'One carer for a crowd of children' },
  STAFF_QUAL: { name: 'Unqualified carers', hint: 'No health certificate, no training, or barred from the work' },
  FALSE_INFO: { name: 'Not what they say', hint: 'Advertising or published facts are false' },
  FEE_REFUND: { name: 'Fees and refunds', hint: 'Wrong charges, sudden increases, money not paid back' },
  PREPAY_CLOSURE: { name: 'Closed overnight', hint: 'Prepaid money is gone, care stopped without warning' },
  CONTRACT: { name: 'Trouble with the contract', hint: 'No contract, unfair terms, broken promises' },
  BOOKING: { name: 'Unfair booking or queue', hint: 'Told full when there was room, queue-jumping, cancelled for no reason' },
  PRIVACY: { name: 'Photos or data misused', hint: 'Photos shared, cameras misused, telephone numbers passed on' },
  OTHER: { name: 'Something else', hint: 'None of these: write it down and we will sort it' },
}
