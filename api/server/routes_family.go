package server

import (
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"tuoyuquan/api/care"
)

// send describes a route that changes something and answers 200, or 204 when it says nothing.
func send(method, id, path, tag, summary, description string, errs ...int) huma.Operation {
	return huma.Operation{
		OperationID: id, Method: method, Path: path, Summary: summary, Description: description, Tags: []string{tag}, MaxBodyBytes: bodyLimit, Errors: errs,
	}
}

func post(id, path, tag, summary, description string, errs ...int) huma.Operation {
	return send(http.MethodPost, id, path, tag, summary, description, errs...)
}

func remove(id, path, tag, summary, description string, errs ...int) huma.Operation {
	return send(http.MethodDelete, id, path, tag, summary, description, errs...)
}

// also fails with more than others.
func also(op huma.Operation, errs ...int) huma.Operation {
	op.Errors = append(op.Errors, errs...)
	return op
}

// creates is answered with 201.
func creates(op huma.Operation) huma.Operation {
	op.DefaultStatus = http.StatusCreated
	return op
}

func (s *Server) sessionRoutes() {
	const tag = tagSession
	sent := open(care.MaySignIn, post("send-code", "/api/v1/auth/code", tag, "Send a one-time code to a telephone", "The answer and its time are the same whether the number is known or not."))
	sent.DefaultStatus = http.StatusAccepted
	register(s, sent, s.sendCode)
	register(s, open(care.MaySignIn, post("sign-in-by-phone", "/api/v1/auth/phone", tag, "Sign in with the code", "The first sign-in makes the account and the family.",
		http.StatusForbidden)), s.signInByPhone)
	register(s, open(care.MaySignIn, post("sign-in-by-wechat", "/api/v1/auth/wechat", tag, "Sign in as WeChat knows you", "404 where nobody signs in by WeChat.",
		http.StatusForbidden, http.StatusNotFound, http.StatusConflict)), s.signInByWeChat)
	register(s, open(care.MaySignIn, post("sign-in-staff", "/api/v1/auth/staff", tag, "Sign in as a member of staff", "", http.StatusForbidden)), s.signInStaff)
	register(s, open(care.MaySignIn, post("take-invitation", "/api/v1/auth/invitation", tag, "Choose a password", "", http.StatusForbidden, http.StatusNotFound)),
		s.takeInvitation)
	register(s, open(care.MaySignIn, post("confirm-invitation", "/api/v1/auth/invitation/confirm", tag, "Set the authenticator up", "", http.StatusForbidden, http.StatusNotFound)),
		s.confirmInvitation)
	register(s, needs(care.MayUseAccount, get("get-session", "/api/v1/session", tag, "Who is signed in", "401 signed_out when nobody is.")), s.getSession)
	register(s, needs(care.MayUseAccount, remove("sign-out", "/api/v1/session", tag, "Sign out on this device", "")), s.signOut)
	register(s, needs(care.MayUseAccount, remove("sign-out-everywhere", "/api/v1/session/all", tag, "Sign out on every device", "")), s.signOutEverywhere)
	toOther := needs(care.MayChangePhone, post("send-phone-code", "/api/v1/session/phone/code", tag, "Send a code to another telephone",
		"The telephone one wants to sign in with, or as staff be told by, from now on. Answered alike whether or not it is somebody's."))
	toOther.DefaultStatus = http.StatusAccepted
	register(s, toOther, s.sendPhoneCode)
	register(s, needs(care.MayChangePhone, send(http.MethodPut, "change-phone", "/api/v1/session/phone", tag, "Another telephone from now on",
		"The one parents sign in with, and staff are told by. The old one is told, and every other device of a parent is signed out. 409 when whoever holds the new one has an account with it.", http.StatusConflict)), s.changePhone)
	register(s, needs(care.MayUseAccount, get("list-logins", "/api/v1/session/logins", tag, "Where you are signed in", "")), s.listLogins)
	register(s, demoOnly(get("get-demonstration", "/api/v1/demo", tag, "Whom a demonstration can be tried as", "404 outside demonstrations.")),
		s.getDemonstration)
	register(s, demoOnly(post("sign-in-demo", "/api/v1/demo/sign-in", tag, "Be one of them", "404 outside demonstrations.")), s.signInDemo)
}

func (s *Server) familyRoutes() {
	const tag = tagFamily
	register(s, needs(care.MayReadFamily, get("get-family", "/api/v1/family", tag, "The family", "")), s.getFamily)
	register(s, needs(care.MayChangeChild, creates(post("add-child", "/api/v1/family/children", tag, "Add a child", "", http.StatusConflict))), s.addChild)
	register(s, needs(care.MayChangeChild, send(http.MethodPatch, "change-child", "/api/v1/family/children/{id}", tag, "Change what is known of a child", "", http.StatusConflict)),
		s.changeChild)
	register(s, needs(care.MayChangeChild, remove("remove-child", "/api/v1/family/children/{id}", tag, "Remove a child", "Withdraws what it asks for.", http.StatusConflict)),
		s.removeChild)
	register(s, needs(care.MayChangePaper, creates(post("add-paper", "/api/v1/family/children/{id}/papers", tag, "Add a paper", "", http.StatusConflict))), s.addPaper)
	register(s, needs(care.MayChangePaper, remove("remove-paper", "/api/v1/family/children/{id}/papers/{paper}", tag, "Remove a paper", "")), s.removePaper)
	s.scanRoutes()
	register(s, needs(care.MayChangeChild, creates(post("add-pickup", "/api/v1/family/pickups", tag, "Add somebody who may fetch the children", "", http.StatusConflict))), s.addPickup)
	register(s, needs(care.MayChangeChild, remove("remove-pickup", "/api/v1/family/pickups/{id}", tag, "Remove somebody who may fetch the children", "")), s.removePickup)
	register(s, needs(care.MayUseAccount, send(http.MethodPatch, "change-name", "/api/v1/family/me", tag, "How you want to be called", "")), s.changeName)
	register(s, needs(care.MayDelegate, creates(post("make-join-code", "/api/v1/family/delegates", tag, "A code for a helper of the family (家庭代办)", "Works once."))),
		s.makeJoinCode)
	register(s, needs(care.MayJoinFamily, post("join-family", "/api/v1/family/join", tag, "Join a family as its helper", "Both are told.", http.StatusConflict)),
		s.joinFamily)
	register(s, needs(care.MayLeaveFamily, remove("remove-member", "/api/v1/family/members/{account}", tag, "Remove a helper, or leave", "Both are told.", http.StatusConflict)),
		s.removeMember)
	register(s, needs(care.MaySeeReadings, get("list-readings", "/api/v1/family/readings", tag, "Who has looked at the children's records", "")), s.listReadings)
	register(s, needs(care.MayExport, s.gives(get("export-family", "/api/v1/family/export", tag, "Everything kept about the family", "A JSON file."),
		"application/json", reflect.TypeFor[FamilyExport]())), s.exportFamily)
	register(s, needs(care.MayDeleteFamily, remove("delete-family", "/api/v1/family", tag, "Erase the family", "Withdraws everything and erases what need not be kept.", http.StatusConflict)),
		s.deleteFamily)
	s.consentRoutes()
	s.claimRoutes()
}

// claimRoutes are about what puts a family before others, and who checks it.
func (s *Server) claimRoutes() {
	register(s, open(care.MayReadPublic, get("list-priorities", "/api/v1/priorities", tagFamily, "What puts a child before others in an area",
		"As the area's rules say: published, dated, and never made by anybody for one child.")), s.listPriorities)
	register(s, needs(care.MayClaim, get("list-claims", "/api/v1/family/claims", tagFamily, "What the family claims", "")), s.listClaims)
	register(s, needs(care.MayClaim, creates(post("add-claim", "/api/v1/family/claims", tagFamily, "Claim something",
		"Counts once it was checked, for waits that begin after that.", http.StatusConflict, http.StatusNotFound))), s.addClaim)
	register(s, needs(care.MayClaim, remove("remove-claim", "/api/v1/family/claims/{id}", tagFamily, "Take a claim back", "")), s.removeClaim)
	register(s, needs(care.MayCheckClaim, get("list-claims-to-check", "/api/v1/claims", tagFacility, "Claims the facility or bureau has to check",
		"A facility confirms employees of its employer, a district everything else.")), s.listClaimsToCheck)
	register(s, needs(care.MayCheckClaim, post("settle-claim", "/api/v1/claims/{id}/actions", tagFacility, "Grant or refuse a claim", "", http.StatusConflict)), s.settleClaim)
}

// scanRoutes carry pictures of papers.
func (s *Server) scanRoutes() {
	const tag = tagFamily
	put := send(http.MethodPut, "put-scan", "/api/v1/family/children/{id}/papers/{paper}/scan", tag, "Send the picture of a paper",
		"JPEG, PNG, WebP or PDF, told by its bytes; at most 10 MB, and a few in a minute. Kept sealed.", http.StatusConflict)
	put.MaxBodyBytes = scanLimit + 1 // so many are too many
	put.Metadata = map[string]any{largeMark: true}
	register(s, needs(care.MayChangePaper, put), s.putScan)
	register(s, needs(care.MayReadFamily, s.gives(get("get-scan", "/api/v1/family/children/{id}/papers/{paper}/scan", tag, "The picture of a paper", ""),
		paperTypes, nil)), s.getScan)
}

func (s *Server) consentRoutes() {
	const tag = tagFamily
	register(s, open(care.MayReadPublic, get("list-consent-texts", "/api/v1/consents", tag, "What families are asked to agree to", "In the language asked for.")), s.listConsentTexts)
	register(s, needs(care.MayReadFamily, get("list-consents", "/api/v1/family/consents", tag, "What the family agreed to", "")), s.listConsents)
	register(s, needs(care.MayConsent, creates(post("give-consent", "/api/v1/family/consents", tag, "Agree", "", http.StatusConflict))), s.giveConsent)
	register(s, needs(care.MayConsent, remove("withdraw-consent", "/api/v1/family/consents/{id}", tag, "Withdraw a consent", "", http.StatusConflict)), s.withdrawConsent)
}

func (s *Server) bookingRoutes() {
	const tag = tagBooking
	register(s, open(care.MayReadPublic, also(get("get-openings", "/api/v1/facilities/{id}/openings", tag, "What can be reserved at a facility",
		"Visible before any sign-in."), http.StatusNotFound)), s.getOpenings)
	register(s, needs(care.MayApply, creates(post("apply", "/api/v1/applications", tag, "Ask for a place",
		"409 pool_full carries the length of the queue and how to join it; nobody is put into a queue unasked.", http.StatusConflict))), s.apply)
	register(s, needs(care.MayReadOwn, get("list-applications", "/api/v1/applications", tag, "The family's applications", "")), s.listApplications)
	register(s, needs(care.MayReadOwn, get("get-application", "/api/v1/applications/{id}", tag, "One application", "With its history, and its position explained.")),
		s.getApplication)
	register(s, needs(care.MayActOwn, post("act-on-application", "/api/v1/applications/{id}/actions", tag, "Do something with an application",
		"409 state_conflict carries the current state.", http.StatusConflict)), s.actOnApplication)
	register(s, needs(care.MayBookVisit, creates(post("book-visit", "/api/v1/visits", tag, "Book a visit", "", http.StatusConflict))), s.bookVisit)
	register(s, needs(care.MayBookVisit, get("list-visits", "/api/v1/visits", tag, "The family's visits", "")), s.listVisits)
	register(s, needs(care.MayBookVisit, post("act-on-visit", "/api/v1/visits/{id}/actions", tag, "Cancel a visit", "", http.StatusConflict)), s.actOnVisit)
	register(s, needs(care.MayBookVisit, s.gives(get("get-visit-calendar", "/api/v1/visits/{id}/calendar", tag, "A visit for the calendar", ""), "text/calendar", nil)), s.visitCalendar)
	register(s, needs(care.MayEnter, creates(post("enter-session", "/api/v1/entries", tag, "Enter a child for a session",
		"In the opening window the order is drawn by lot when it closes, so that speed counts for nothing.", http.StatusConflict))), s.enterSession)
	register(s, needs(care.MayEnter, get("list-entries", "/api/v1/entries", tag, "The family's sessions", "")), s.listEntries)
	register(s, needs(care.MayEnter, post("act-on-entry", "/api/v1/entries/{id}/actions", tag, "Cancel, or say that the child stays at home", "", http.StatusConflict)),
		s.actOnEntry)
	register(s, needs(care.MayEnter, s.gives(get("get-entry-calendar", "/api/v1/entries/{id}/calendar", tag, "A session for the calendar", ""), "text/calendar", nil)), s.entryCalendar)
	register(s, openSoft(care.MayReadPublic, also(get("get-draw", "/api/v1/sessions/{id}/draw", tag, "The transcript of a lottery", "Anybody can draw again from it."),
		http.StatusConflict)), s.getDraw)
	register(s, needs(care.MayMarkAbsence, creates(post("mark-absence", "/api/v1/absences", tag, "The child stays at home on a day", "Its place is opened to others.", http.StatusConflict))),
		s.markAbsence)
	register(s, needs(care.MayMarkAbsence, get("list-absences", "/api/v1/absences", tag, "Days the children stay at home", "From today on.")), s.listAbsences)
	register(s, needs(care.MayMarkAbsence, remove("withdraw-absence", "/api/v1/absences", tag, "The child comes after all", "", http.StatusConflict)), s.withdrawAbsence)
}

func (s *Server) messageRoutes() {
	const tag = tagMessage
	register(s, needs(care.MayUseAccount, get("list-messages", "/api/v1/inbox", tag, "The inbox", "Being shown counts as being delivered.")), s.listMessages)
	register(s, needs(care.MayUseAccount, post("read-messages", "/api/v1/inbox/read", tag, "Mark every message as read", "")), s.readMessages)
	register(s, needs(care.MayUseAccount, post("read-message", "/api/v1/inbox/{id}/read", tag, "Mark a message as read", "")), s.readMessage)
	register(s, needs(care.MayUseAccount, get("list-templates", "/api/v1/subscriptions", tag, "What WeChat can be asked to let through", "")), s.listTemplates)
	register(s, needs(care.MayUseAccount, post("keep-subscription", "/api/v1/subscriptions", tag, "What was answered to WeChat's question", "One accept is worth one message.")),
		s.keepSubscription)
	register(s, needs(care.MayUseAccount, get("get-updates", "/api/v1/updates", tag, "What has changed since", "For those who cannot hold a stream open.")), s.getUpdates)
	stream := s.gives(get("stream-updates", "/api/v1/updates/stream", tag, "What changes, as it does",
		"Server-sent events: updates with an Updates, signed_out when the login is over."), "text/event-stream", reflect.TypeFor[Updates]())
	stream.Metadata = map[string]any{streamMark: true}
	register(s, needs(care.MayUseAccount, stream), s.streamUpdates)
}
