package server

import (
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
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

// creates is answered with 201.
func creates(op huma.Operation) huma.Operation {
	op.DefaultStatus = http.StatusCreated
	return op
}

func (s *Server) sessionRoutes() {
	const tag = tagSession
	sent := open(post("send-code", "/api/v1/auth/code", tag, "Send a one-time code to a telephone", "The answer and its time are the same whether the number is known or not."))
	sent.DefaultStatus = http.StatusAccepted
	register(s, sent, later[codeInput, answer[CodeSent]])
	register(s, open(post("sign-in-by-phone", "/api/v1/auth/phone", tag, "Sign in with the code", "The first sign-in makes the account and the family.",
		http.StatusForbidden)), later[phoneInput, signedIn])
	register(s, open(post("sign-in-by-wechat", "/api/v1/auth/wechat", tag, "Sign in as WeChat knows you", "", http.StatusForbidden)), later[weChatInput, signedIn])
	register(s, open(post("sign-in-staff", "/api/v1/auth/staff", tag, "Sign in as a member of staff", "", http.StatusForbidden)), later[staffInput, signedIn])
	register(s, open(post("take-invitation", "/api/v1/auth/invitation", tag, "Choose a password", "", http.StatusForbidden, http.StatusNotFound)),
		later[invitationInput, answer[Authenticator]])
	register(s, open(post("confirm-invitation", "/api/v1/auth/invitation/confirm", tag, "Set the authenticator up", "", http.StatusForbidden, http.StatusNotFound)),
		later[invitationCodeInput, signedIn])
	register(s, forRoles(anybody, get("get-session", "/api/v1/session", tag, "Who is signed in", "401 signed_out when nobody is.")), later[struct{}, answer[Session]])
	register(s, forRoles(anybody, remove("sign-out", "/api/v1/session", tag, "Sign out on this device", "")), later[struct{}, signedOut])
	register(s, forRoles(anybody, remove("sign-out-everywhere", "/api/v1/session/all", tag, "Sign out on every device", "")), later[struct{}, signedOut])
	register(s, forRoles(anybody, get("list-logins", "/api/v1/session/logins", tag, "Where you are signed in", "")), later[struct{}, answer[LoginList]])
	register(s, demoOnly(get("get-demonstration", "/api/v1/demo", tag, "Whom a demonstration can be tried as", "404 outside demonstrations.")),
		later[struct{}, answer[Demonstration]])
	register(s, demoOnly(post("sign-in-demo", "/api/v1/demo/sign-in", tag, "Be one of them", "404 outside demonstrations.")), later[demoSignInBody, signedIn])
}

func (s *Server) familyRoutes() {
	const tag = tagFamily
	register(s, forRoles(families, get("get-family", "/api/v1/family", tag, "The family", "")), later[struct{}, answer[FamilyView]])
	register(s, forRoles(families, creates(post("add-child", "/api/v1/family/children", tag, "Add a child", "", http.StatusConflict))), later[childBody, answer[Child]])
	register(s, forRoles(families, send(http.MethodPatch, "change-child", "/api/v1/family/children/{id}", tag, "Change what is known of a child", "", http.StatusConflict)),
		later[childChange, answer[Child]])
	register(s, forRoles(families, remove("remove-child", "/api/v1/family/children/{id}", tag, "Remove a child", "Withdraws what it asks for.", http.StatusConflict)),
		later[ChildPath, struct{}])
	register(s, forRoles(families, creates(post("add-paper", "/api/v1/family/children/{id}/papers", tag, "Add a paper", ""))), later[paperBody, answer[Paper]])
	register(s, forRoles(families, remove("remove-paper", "/api/v1/family/children/{id}/papers/{paper}", tag, "Remove a paper", "")), later[PaperPath, struct{}])
	s.scanRoutes()
	register(s, forRoles(families, creates(post("add-pickup", "/api/v1/family/pickups", tag, "Add somebody who may fetch the children", ""))), later[pickupBody, answer[Pickup]])
	register(s, forRoles(families, remove("remove-pickup", "/api/v1/family/pickups/{id}", tag, "Remove somebody who may fetch the children", "")), later[pickupPath, struct{}])
	register(s, forRoles(anybody, send(http.MethodPatch, "change-name", "/api/v1/family/me", tag, "How you want to be called", "")), later[nameBody, struct{}])
	register(s, forRoles(families, creates(post("make-join-code", "/api/v1/family/delegates", tag, "A code for a helper of the family (家庭代办)", "Works once."))),
		later[struct{}, answer[JoinCode]])
	register(s, forRoles(families, post("join-family", "/api/v1/family/join", tag, "Join a family as its helper", "Both are told.", http.StatusConflict)),
		later[joinBody, answer[FamilyView]])
	register(s, forRoles(families, remove("remove-member", "/api/v1/family/members/{account}", tag, "Remove a helper, or leave", "Both are told.", http.StatusConflict)),
		later[memberPath, struct{}])
	register(s, forRoles(families, get("list-readings", "/api/v1/family/readings", tag, "Who has looked at the children's records", "")), later[struct{}, answer[ReadingList]])
	register(s, forRoles(families, s.gives(get("export-family", "/api/v1/family/export", tag, "Everything kept about the family", "A JSON file."),
		"application/json", reflect.TypeFor[FamilyExport]())), later[struct{}, raw])
	register(s, forRoles(families, remove("delete-family", "/api/v1/family", tag, "Erase the family", "Withdraws everything and erases what need not be kept.", http.StatusConflict)),
		later[struct{}, struct{}])
	s.consentRoutes()
}

// scanRoutes carry pictures of papers.
func (s *Server) scanRoutes() {
	const tag = tagFamily
	put := send(http.MethodPut, "put-scan", "/api/v1/family/children/{id}/papers/{paper}/scan", tag, "Send the picture of a paper",
		"JPEG, PNG, WebP or PDF, told by its bytes; at most 10 MB. Kept sealed.")
	put.MaxBodyBytes = scanLimit
	put.Metadata = map[string]any{largeMark: true}
	register(s, forRoles(families, put), later[scanInput, answer[Paper]])
	register(s, forRoles(families, s.gives(get("get-scan", "/api/v1/family/children/{id}/papers/{paper}/scan", tag, "The picture of a paper", ""),
		"application/octet-stream", nil)), later[PaperPath, raw])
}

func (s *Server) consentRoutes() {
	const tag = tagFamily
	register(s, open(get("list-consent-texts", "/api/v1/consents", tag, "What families are asked to agree to", "In the language asked for.")), later[struct{}, answer[ConsentTexts]])
	register(s, forRoles(families, get("list-consents", "/api/v1/family/consents", tag, "What the family agreed to", "")), later[struct{}, answer[ConsentList]])
	register(s, forRoles(families, creates(post("give-consent", "/api/v1/family/consents", tag, "Agree", "", http.StatusConflict))), later[consentBody, answer[Consent]])
	register(s, forRoles(families, remove("withdraw-consent", "/api/v1/family/consents/{id}", tag, "Withdraw a consent", "", http.StatusConflict)), later[consentPath, struct{}])
}

func (s *Server) bookingRoutes() {
	const tag = tagBooking
	register(s, open(get("get-openings", "/api/v1/facilities/{id}/openings", tag, "What can be reserved at a facility", "Visible before any sign-in.")), later[openingsInput, answer[Openings]])
	register(s, forRoles(families, creates(post("apply", "/api/v1/applications", tag, "Ask for a place",
		"409 pool_full carries the length of the queue and how to join it; nobody is put into a queue unasked.", http.StatusConflict))), later[applyInput, replied[Application]])
	register(s, forRoles(families, get("list-applications", "/api/v1/applications", tag, "The family's applications", "")), later[struct{}, answer[ApplicationList]])
	register(s, forRoles(families, get("get-application", "/api/v1/applications/{id}", tag, "One application", "With its history, and its position explained.")),
		later[ApplicationPath, answer[Application]])
	register(s, forRoles(families, post("act-on-application", "/api/v1/applications/{id}/actions", tag, "Do something with an application",
		"409 state_conflict carries the current state.", http.StatusConflict)), later[actInput, replied[Application]])
	register(s, forRoles(families, creates(post("book-visit", "/api/v1/visits", tag, "Book a visit", "", http.StatusConflict))), later[bookVisitInput, replied[Visit]])
	register(s, forRoles(families, get("list-visits", "/api/v1/visits", tag, "The family's visits", "")), later[struct{}, answer[VisitList]])
	register(s, forRoles(families, post("act-on-visit", "/api/v1/visits/{id}/actions", tag, "Cancel a visit", "", http.StatusConflict)), later[visitActInput, answer[Visit]])
	register(s, forRoles(families, s.gives(get("get-visit-calendar", "/api/v1/visits/{id}/calendar", tag, "A visit for the calendar", ""), calendarType, nil)), later[VisitPath, raw])
	register(s, forRoles(families, creates(post("enter-session", "/api/v1/entries", tag, "Enter a child for a session",
		"In the opening window the order is drawn by lot when it closes, so that speed counts for nothing.", http.StatusConflict))), later[enterInput, replied[Entry]])
	register(s, forRoles(families, get("list-entries", "/api/v1/entries", tag, "The family's sessions", "")), later[struct{}, answer[EntryList]])
	register(s, forRoles(families, post("act-on-entry", "/api/v1/entries/{id}/actions", tag, "Cancel, or say that the child stays at home", "", http.StatusConflict)),
		later[entryActInput, answer[Entry]])
	register(s, forRoles(families, s.gives(get("get-entry-calendar", "/api/v1/entries/{id}/calendar", tag, "A session for the calendar", ""), calendarType, nil)), later[EntryPath, raw])
	register(s, open(get("get-draw", "/api/v1/sessions/{id}/draw", tag, "The transcript of a lottery", "Anybody can draw again from it.")), later[SessionPath, answer[Draw]])
	register(s, forRoles(families, creates(post("mark-absence", "/api/v1/absences", tag, "The child stays at home on a day", "Its place is opened to others.", http.StatusConflict))),
		later[absenceBody, answer[Absence]])
}

func (s *Server) messageRoutes() {
	const tag = tagMessage
	register(s, forRoles(anybody, get("list-messages", "/api/v1/inbox", tag, "The inbox", "")), later[inboxInput, answer[Inbox]])
	register(s, forRoles(anybody, post("read-message", "/api/v1/inbox/{id}/read", tag, "Mark a message as read", "")), later[messagePath, struct{}])
	register(s, forRoles(anybody, post("keep-subscription", "/api/v1/subscriptions", tag, "What was answered to WeChat's question", "One accept is worth one message.")),
		later[subscriptionBody, answer[Subscriptions]])
	register(s, forRoles(anybody, get("get-updates", "/api/v1/updates", tag, "What has changed since", "For those who cannot hold a stream open.")), later[updatesInput, answer[Updates]])
	stream := s.gives(get("stream-updates", "/api/v1/updates/stream", tag, "What changes, as it does", "Server-sent events: updates with an Updates."),
		"text/event-stream", reflect.TypeFor[Updates]())
	stream.Metadata = map[string]any{streamMark: true}
	register(s, forRoles(anybody, stream), later[updatesStreamInput, raw])
}
