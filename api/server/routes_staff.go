package server

import (
	"net/http"

	"tuoyuquan/api/care"
)

func (s *Server) facilityRoutes() {
	const tag = tagFacility
	register(s, needs(care.MaySeeDesk, get("get-desk", "/api/v1/facility/desk", tag, "What needs an answer", "The most pressing first, with the clocks.")), s.getDesk)
	register(s, needs(care.MaySeeDesk, get("list-facility-applications", "/api/v1/facility/applications", tag, "Applications for the facility", "")),
		s.listFacilityApplications)
	register(s, needs(care.MaySeeDesk, get("get-facility-application", "/api/v1/facility/applications/{id}", tag, "One application", "")),
		s.getStaffApplication)
	register(s, needs(care.MayDecide, post("decide-application", "/api/v1/facility/applications/{id}/actions", tag, "Decide",
		"409 state_conflict carries the current state.", http.StatusConflict)), s.decide)
	register(s, needs(care.MayDecide, post("record-call", "/api/v1/facility/applications/{id}/calls", tag, "The family of an offer was reached by telephone", "", http.StatusConflict)),
		s.recordCall)
	register(s, needs(care.MayReadChild, get("read-child", "/api/v1/facility/children/{id}", tag, "A child's record",
		"Only while it asks for a place here or has one. The reading is logged and shown to the family.")), s.readChild)
	register(s, needs(care.MayReadChild, s.gives(get("read-scan", "/api/v1/facility/children/{id}/papers/{paper}/scan", tag, "The picture of a child's paper", "As a child's record."),
		paperTypes, nil)), s.readScan)
	s.slotRoutes()
	s.placeRoutes()
}

func (s *Server) slotRoutes() {
	const tag = tagFacility
	register(s, needs(care.MaySeeDesk, get("list-slots", "/api/v1/facility/slots", tag, "Times to visit", "")), s.listSlots)
	register(s, needs(care.MaySetSlots, creates(post("publish-slots", "/api/v1/facility/slots", tag, "Publish times to visit", "", http.StatusConflict))), s.publishSlots)
	register(s, needs(care.MaySetSlots, post("cancel-slot", "/api/v1/facility/slots/{id}/cancel", tag, "Take a time to visit back", "Who has booked is told, with the reason.", http.StatusConflict)),
		s.cancelSlot)
	register(s, needs(care.MaySeeDesk, get("list-facility-visits", "/api/v1/facility/visits", tag, "Booked visits", "")), s.listFacilityVisits)
	register(s, needs(care.MaySetSlots, post("decide-visit", "/api/v1/facility/visits/{id}/actions", tag, "A visit took place, was missed, is cancelled", "", http.StatusConflict)),
		s.decideVisit)
	register(s, needs(care.MaySeeDesk, get("list-sessions", "/api/v1/facility/sessions", tag, "Sessions of 计时托 and 临时托", "")), s.listSessions)
	register(s, needs(care.MaySetSessions, creates(post("publish-sessions", "/api/v1/facility/sessions", tag, "Publish sessions", "", http.StatusConflict))),
		s.publishSessions)
	register(s, needs(care.MaySetSessions, send(http.MethodPut, "set-session-places", "/api/v1/facility/sessions/{id}/places", tag, "Set the places of a session",
		"More places go to whoever waits first.", http.StatusConflict)), s.setSessionPlaces)
	register(s, needs(care.MaySetSessions, post("cancel-session", "/api/v1/facility/sessions/{id}/cancel", tag, "Take a session back", "Families are told, with the reason.", http.StatusConflict)),
		s.cancelSession)
	register(s, needs(care.MaySeeDesk, get("list-facility-entries", "/api/v1/facility/entries", tag, "Children in sessions", "")), s.listFacilityEntries)
	register(s, needs(care.MaySetSessions, post("decide-entry", "/api/v1/facility/entries/{id}/actions", tag, "A child comes, leaves, was not there, is cancelled", "", http.StatusConflict)),
		s.decideEntry)
}

func (s *Server) placeRoutes() {
	const tag = tagFacility
	register(s, needs(care.MaySeeDesk, get("list-classes", "/api/v1/facility/classes", tag, "Classes with their places by month", "")), s.listClasses)
	register(s, needs(care.MaySetPlaces, send(http.MethodPut, "set-places", "/api/v1/facility/classes/{id}/places", tag, "Set staffed places and children counted", "", http.StatusConflict)),
		s.setPlaces)
	register(s, needs(care.MayConfirm, post("confirm-vacancies", "/api/v1/facility/vacancies/confirm", tag, "The figures are right", "", http.StatusConflict)), s.confirmVacancies)
	register(s, needs(care.MayAttend, get("get-attendance", "/api/v1/facility/attendance", tag, "Who is expected and who is there", "")), s.getAttendance)
	register(s, needs(care.MayAttend, post("mark-attendance", "/api/v1/facility/attendance", tag, "One tap a child", "", http.StatusConflict)), s.markAttendance)
	register(s, open(care.MayConfirmLink, also(get("get-confirmation", "/api/v1/confirm/{token}", tag, "What a signed link asks to confirm",
		"Needs no sign-in. Opening it changes nothing."), http.StatusNotFound, http.StatusConflict)),
		s.getConfirmation)
	register(s, open(care.MayConfirmLink, post("answer-confirmation", "/api/v1/confirm/{token}", tag, "Yes or no", "", http.StatusNotFound, http.StatusConflict)), s.answerConfirmation)
}

func (s *Server) bureauRoutes() {
	const tag = tagBureau
	register(s, needs(care.MaySeeEscalations, get("list-escalations", "/api/v1/bureau/escalations", tag, "What waits for the bureau", "")), s.listEscalations)
	register(s, needs(care.MayRuleOnRevoke, post("decide-escalation", "/api/v1/bureau/applications/{id}/actions", tag, "Approve or refuse", "", http.StatusConflict)),
		s.decide)
	register(s, needs(care.MayFreeze, post("act-on-class", "/api/v1/bureau/classes/{id}/actions", tag, "Freeze a class, or set its filed places", "", http.StatusConflict)),
		s.actOnClass)
	register(s, needs(care.MayFreeze, post("act-on-facility", "/api/v1/bureau/facilities/{id}/actions", tag, "The same for every class of a facility", "", http.StatusConflict)), s.actOnFacility)
	register(s, needs(care.MaySeePlaces, get("list-facility-classes", "/api/v1/bureau/facilities/{id}/classes", tag, "Classes of a facility with their places", "")), s.listFacilityClasses)
	register(s, needs(care.MaySeeEscalations, get("get-escalated-application", "/api/v1/bureau/applications/{id}", tag, "One application", "Without the child's name.")),
		s.getStaffApplication)
}
