package server

import (
	"net/http"

	"tuoyuquan/api/care"
)

// caseRoutes are the desk's side of complaints.
func (s *Server) caseRoutes() {
	const tag = tagCase
	register(s, needs(care.MaySeeCases, get("list-cases", "/api/v1/bureau/cases", tag, "The inbox", "The most pressing first.")), s.listCases)
	register(s, needs(care.MaySeeCases, get("get-rates", "/api/v1/bureau/cases/rates", tag, "响应率, 解决率, 满意率", "Nothing of fewer than five cases.")), s.getRates)
	register(s, needs(care.MaySeeCases, get("get-case", "/api/v1/bureau/cases/{id}", tag, "One case", "Without who complained.")), s.getCase)
	register(s, needs(care.MayWorkCases, post("act-on-case", "/api/v1/bureau/cases/{id}/actions", tag, "Do something with a case",
		"409 state_conflict carries the current state and what has changed.", http.StatusConflict)), s.actOnCase)
	register(s, needs(care.MayWorkCases, post("preview-release", "/api/v1/bureau/cases/{id}/preview", tag, "What the facility would see of a summary",
		"With warnings where it may tell who complained.", http.StatusConflict)), s.previewRelease)
	register(s, needs(care.MayOpenIdentity, post("open-identity", "/api/v1/bureau/cases/{id}/identity", tag, "Who complained",
		"Needs a purpose and a reason; logged, and reviewed every week.", http.StatusConflict)), s.openIdentity)
	register(s, needs(care.MaySeeCases, s.gives(get("get-case-evidence", "/api/v1/bureau/cases/{id}/evidence/{evidence}", tag, "A file of a case", "The look is logged."),
		evidenceTypes, nil)), s.caseEvidence)
	register(s, needs(care.MayOpenIdentity, s.gives(post("get-case-original", "/api/v1/bureau/cases/{id}/evidence/{evidence}/original", tag, "A photo as it came",
		"Where its sender agreed. A look at an identity: with purpose and reason, logged, reviewed every week.", http.StatusConflict), evidenceTypes, nil)), s.caseOriginal)
	register(s, needs(care.MayWorkCases, post("merge-cases", "/api/v1/bureau/cases/merge", tag, "Handle cases of one matter together",
		"Each complainant keeps a reply and a survey of their own, and learns nothing of the others.", http.StatusConflict)), s.mergeCases)
	list := post("import-cases", "/api/v1/bureau/cases/import", tag, "Take 12345 work orders in", "CSV; a number that is known changes nothing.", http.StatusConflict)
	list.MaxBodyBytes = importLimit + 1
	list.Metadata = map[string]any{largeMark: true}
	register(s, needs(care.MayImportCases, list), s.importCases)
	s.watchRoutes()
	register(s, needs(care.MayAnswerCase, get("list-releases", "/api/v1/facility/complaints", tag, "What the desk has shown the facility", "")), s.listReleases)
	register(s, needs(care.MayAnswerCase, post("answer-release", "/api/v1/facility/complaints/{id}/answer", tag, "The facility's right to reply", "", http.StatusConflict)),
		s.answerRelease)
}

// watchRoutes are those of duty, of looks at identities, and of the log.
func (s *Server) watchRoutes() {
	const tag = tagCase
	register(s, needs(care.MayKeepDuty, get("get-duty", "/api/v1/bureau/duty", tag, "Who is on duty", "")), s.getDuty)
	register(s, needs(care.MayKeepDuty, send(http.MethodPut, "set-duty", "/api/v1/bureau/duty", tag, "Set posts and hours of a unit", "", http.StatusConflict)), s.setDuty)
	register(s, needs(care.MayWorkCases, post("ack-page", "/api/v1/bureau/pages/{id}/ack", tag, "Answer a call: I have the case now", "", http.StatusConflict)), s.ackPage)
	register(s, needs(care.MayOpenIdentity, get("list-identity-openings", "/api/v1/bureau/openings", tag, "Looks at identities that wait for review", "")), s.listIdentityOpenings)
	register(s, needs(care.MayOpenIdentity, post("review-identity-opening", "/api/v1/bureau/openings/{id}/review", tag, "Was it needed?", "Never by whoever looked.", http.StatusConflict)),
		s.reviewIdentityOpening)
	register(s, needs(care.MayOpenIdentity, get("list-watches", "/api/v1/bureau/watches", tag, "Changes of facilities that are held", "They may answer a complaint.")), s.listWatches)
	register(s, needs(care.MayOpenIdentity, post("act-on-watch", "/api/v1/bureau/watches/{id}/actions", tag, "Let a held change go, or keep it held", "", http.StatusConflict)), s.actOnWatch)
	register(s, needs(care.MayReadAudit, get("get-audit", "/api/v1/bureau/audit", tag, "The log of every decision", "Its head, and what the last check found.")), s.getAudit)
	register(s, open(care.MayReadPublic, also(get("get-audit-head", "/api/v1/audit/head", tag, "The published head of the log",
		"Who keeps it can prove later that nothing was changed or cut off. 404 before the first is published."), http.StatusNotFound)), s.getAuditHead)
}
