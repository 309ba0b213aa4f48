import type { Like } from '@tuoyuquan/core'
import type { today as zh } from '../zh/today'

export const today: Like<typeof zh> = {
  confirm: {
    title: 'Confirm your places',
    lead: name => `${name}: are these free places still right?`,
    class: 'Class',
    month: 'Month',
    free: 'Free',
    staffed: 'Staffed',
    taken: 'Taken',
    yes: 'Yes, nothing has changed',
    no: 'No, they must be changed',
    doneYes: 'Confirmed, thank you!',
    doneYesText: 'Families see that these figures have just been confirmed.',
    doneNo: 'Understood',
    doneNoText: 'Until you change them, families see “to be confirmed”. Please sign in and set the places.',
    edit: 'Set the places',
    until: at => `The link works until ${at}`,
  },
}
