package server

import (
	"net/http"

	"tuoyuquan/api/care"
	"tuoyuquan/api/facility"
)

// photoLimit is how large a picture of a facility may be.
const photoLimit = facility.MaxPhoto

func (s *Server) ownRoutes() {
	const tag = tagOwn
	register(s, needs(care.MayKeepRoster, get("get-roster", "/api/v1/facility/roster", tag, "Who works here and who is there", "")), s.getRoster)
	register(s, needs(care.MayKeepRoster, get("propose-places", "/api/v1/facility/roster/proposal", tag, "What the usual carers allow, month by month", "By the ratio of each class.")),
		s.proposePlaces)
	register(s, needs(care.MayKeepRoster, creates(post("add-person", "/api/v1/facility/roster/people", tag, "Add somebody to the roster", "", http.StatusConflict))), s.addPerson)
	register(s, needs(care.MayKeepRoster, send(http.MethodPut, "save-person", "/api/v1/facility/roster/people/{id}", tag, "Change somebody on the roster", "", http.StatusConflict)),
		s.savePerson)
	register(s, needs(care.MayKeepRoster, send(http.MethodDelete, "remove-person", "/api/v1/facility/roster/people/{id}", tag, "Erase somebody from the roster", "", http.StatusConflict)),
		s.removePerson)
	register(s, needs(care.MayKeepRoster, send(http.MethodPut, "mark-duty", "/api/v1/facility/roster/people/{id}/duty", tag, "Somebody is there on a day, or is not",
		"Why is not asked.", http.StatusConflict)), s.markDuty)
	register(s, needs(care.MaySeeRoster, get("get-facility-roster", "/api/v1/bureau/facilities/{id}/roster", tag, "Who works at a facility, without names", "Posts, papers and who is there.")),
		s.getFacilityRoster)
	s.disclosureRoutes()
	s.patternRoutes()
	register(s, needs(care.MaySeeDesk, get("get-own-figures", "/api/v1/facility/figures", tag, "The facility's own figures", "")), s.getOwnFigures)
	export := s.gives(get("export-list", "/api/v1/facility/lists/{list}", tag, "A list for a spreadsheet", "No cell of it runs as a formula; it can be read back."), tableTypes, nil)
	register(s, needs(care.MayExchange, export), s.exportList)
	list := post("import-list", "/api/v1/facility/lists/{list}", tag, "Take a list back from a spreadsheet", "CSV or XLSX. One bad row, and nothing of it is taken.", http.StatusConflict)
	list.MaxBodyBytes = listLimit + 1
	list.Metadata = map[string]any{largeMark: true}
	register(s, needs(care.MayExchange, list), s.importList)
}

func (s *Server) disclosureRoutes() {
	const tag = tagOwn
	register(s, needs(care.MayDisclose, get("get-disclosure", "/api/v1/facility/disclosure", tag, "What the facility makes known, and how it came to be", "")), s.getDisclosure)
	register(s, needs(care.MayDisclose, send(http.MethodPut, "set-profile", "/api/v1/facility/disclosure/profile", tag, "Change the profile", "", http.StatusConflict)), s.setProfile)
	register(s, needs(care.MayDisclose, send(http.MethodPut, "set-fees", "/api/v1/facility/disclosure/fees", tag, "Change the fee list", "Dated, and its history stays readable.",
		http.StatusConflict)), s.setFees)
	register(s, needs(care.MayDisclose, send(http.MethodPut, "set-terms", "/api/v1/facility/disclosure/terms", tag, "Change what is paid ahead, where it lies, and the agreement",
		"Within the rules of the area.", http.StatusConflict)), s.setTerms)
	register(s, needs(care.MayDisclose, get("list-photos", "/api/v1/facility/photos", tag, "Pictures of the facility", "")), s.listPhotos)
	add := creates(post("add-photo", "/api/v1/facility/photos", tag, "Add a picture", "Nothing but the pixels is kept.", http.StatusConflict))
	add.MaxBodyBytes = photoLimit + 1
	add.Metadata = map[string]any{largeMark: true}
	register(s, needs(care.MayDisclose, add), s.addPhoto)
	register(s, needs(care.MayDisclose, send(http.MethodPut, "arrange-photos", "/api/v1/facility/photos", tag, "Order of the pictures, and what they show", "", http.StatusConflict)), s.arrangePhotos)
	register(s, needs(care.MayDisclose, s.gives(get("get-own-photo", "/api/v1/facility/photos/{id}", tag, "A picture of the facility", ""), "image/jpeg", nil)), s.getOwnPhoto)
	register(s, needs(care.MayDisclose, send(http.MethodDelete, "remove-photo", "/api/v1/facility/photos/{id}", tag, "Remove a picture", "", http.StatusConflict)), s.removePhoto)
	register(s, open(care.MayReadPublic, also(get("get-public-disclosure", "/api/v1/facilities/{id}/disclosure", tagReview, "Fees and terms of a facility, with every change of them", ""), http.StatusNotFound)),
		s.getPublicDisclosure)
	register(s, open(care.MayReadPublic, s.gives(get("get-photo", "/api/v1/photos/{id}", tagReview, "A picture of a facility", ""), "image/jpeg", nil, http.StatusNotFound)), s.getPhoto)
}

func (s *Server) patternRoutes() {
	const tag = tagOwn
	register(s, needs(care.MaySetSlots, get("list-patterns", "/api/v1/facility/patterns", tag, "Weekly patterns of sessions and times to visit", "")), s.listPatterns)
	register(s, needs(care.MaySetSlots, creates(post("add-pattern", "/api/v1/facility/patterns", tag, "Keep a weekly pattern", "", http.StatusConflict))), s.addPattern)
	register(s, needs(care.MaySetSlots, send(http.MethodPut, "save-pattern", "/api/v1/facility/patterns/{id}", tag, "Change a weekly pattern", "", http.StatusConflict)), s.savePattern)
	register(s, needs(care.MaySetSlots, send(http.MethodDelete, "remove-pattern", "/api/v1/facility/patterns/{id}", tag, "Remove a weekly pattern", "What was published from it stays.")),
		s.removePattern)
	register(s, needs(care.MaySetSlots, post("preview-pattern", "/api/v1/facility/patterns/preview", tag, "What a pattern would publish",
		"Public holidays are left out, and what would overlap is named. Changes nothing.")), s.previewPattern)
}
