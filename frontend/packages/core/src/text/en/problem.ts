import type { Like } from '../like'
import type { problem as zh } from '../zh/problem'

export const problem: Like<typeof zh> = {
  codes: {
    internal: { title: 'Something went wrong on our side', next: 'Try again in a moment. If it stays, tell us the problem number.' },
    invalid_value: { title: 'Something is not filled in right', next: 'Check the filters, or clear them and choose again.' },
    too_large: { title: 'That is too long', next: 'Shorten it and try again.' },
    too_many_requests: { title: 'That was too fast', next: 'Wait a few seconds and try again.' },
    not_found: { title: 'Not found', next: 'It may have moved, closed or gone private. Go back to the list and look again.' },
    method_not_allowed: { title: 'This cannot be done now', next: 'Reload the page to get the latest version, then try again.' },
    conflict: { title: 'The situation has just changed', next: 'Reload to see how things stand, then decide.' },
    unavailable: { title: 'The service is away for a moment', next: 'It is usually back within minutes. Try again shortly.' },
    timeout: { title: 'The search took too long', next: 'Choose a shorter walk or fewer starting places and try again.' },
    needs_location: { title: 'Not on the map yet', next: 'Call the facility to ask for the way.' },
    bad_coordinates: { title: 'That place is not right', next: 'Choose a starting place again.' },
    out_of_range: { title: 'That value is out of range', next: 'Choose a smaller or larger one and try again.' },
    bad_date: { title: 'That date is not right', next: 'Choose the date again.' },
    bad_cursor: { title: 'The list has changed', next: 'Start again from the top.' },
    no_route: { title: 'There is no way on foot', next: 'Choose another starting place, or walk without the stroller.' },
    unknown_area: { title: 'There is no such area', next: 'Choose a place on the map again.' },
    already_reported: { title: 'You have told us today', next: 'Thank you. If it is still so tomorrow, you can tell us again.' },
    not_public: { title: 'This is not public', next: 'Go back to the list and look at others.' },
  },
  offline: { title: 'No network', next: 'Check your connection and try again.' },
  slow: { title: 'The network is too slow; no answer came', next: 'Move to a better signal and try again.' },
  stopped: { title: 'Cancelled', next: 'Try again if you still need it.' },
  unexpected: { title: 'Something went wrong', next: 'Try again. If it stays, reload the page.' },
  again: 'Try again',
  requestId: id => `Problem number ${id}`,
  locate: {
    denied: {
      title: 'No permission to use your position',
      next: 'You can do without: search for an estate, street or station, or tap on the map.',
    },
    unavailable: { title: 'Your position cannot be found now', next: 'Search for an estate, street or station, or tap on the map.' },
    timeout: { title: 'Finding your position took too long', next: 'Try again, or search for your estate.' },
    unsupported: { title: 'This device cannot find its position', next: 'Search for an estate, street or station, or tap on the map.' },
  },
}
