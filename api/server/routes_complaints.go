package server

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"tuoyuquan/api/care"
)

// byCode lets in who shows a tracking code, and else those who are signed in and may follow cases.
func byCode(op huma.Operation) huma.Operation {
	op.Security = []map[string][]string{{"tracking": {}}, {"cookie": {}}, {"bearer": {}}}
	op.Errors = append(op.Errors, http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound)
	return marked(op, access{right: care.MayFollowCase, person: true, code: true})
}

// complaintRoutes are those of whoever complains.
func (s *Server) complaintRoutes() {
	const tag = tagComplaint
	register(s, open(care.MayComplain, get("get-complaint-form", "/api/v1/complaints/form", tag, "What to know before the first field", "Categories, whom to call first, who sees what, limits.")),
		s.complaintForm)
	register(s, open(care.MayComplain, get("list-similar-complaints", "/api/v1/complaints/similar", tag, "Open complaints of the same sort about the same place",
		"Of public interest only. Nothing in the answer tells who made them or exactly when.")), s.similarComplaints)
	register(s, openSoft(care.MayComplain, creates(post("submit-complaint", "/api/v1/complaints", tag, "Complain",
		"Needs no sign-in. The same draft sent again is one complaint and gives the same receipt. The tracking code is told once.", http.StatusConflict))), s.submitComplaint)
	register(s, needs(care.MayFollowCase, get("list-complaints", "/api/v1/complaints", tag, "The complaints of whoever is signed in", "Anonymous ones are found by their tracking code alone.")),
		s.listComplaints)
	register(s, open(care.MayComplain, get("get-performance", "/api/v1/complaints/performance", tag, "How the offices keep their time limits", "Public, with the red list.")),
		s.performance)
	register(s, byCode(get("get-complaint-by-code", "/api/v1/complaints/by-code", tag, "The complaint of a tracking code", "")), s.complaintByCode)
	register(s, byCode(get("get-complaint", "/api/v1/complaints/{id}", tag, "One complaint of one's own", "By login or by X-Tracking-Code.")), s.getComplaint)
	register(s, byCode(post("act-on-complaint", "/api/v1/complaints/{id}/actions", tag, "Do something with one's own complaint",
		"409 state_conflict carries the current state.", http.StatusConflict)), s.actOnComplaint)
	register(s, byCode(s.gives(get("get-complaint-evidence", "/api/v1/complaints/{id}/evidence/{evidence}", tag, "A file of one's own complaint", ""),
		evidenceTypes, nil)), s.complaintEvidence)
	s.uploadRoutes()
}

// uploadRoutes take files in parts, for networks that break.
func (s *Server) uploadRoutes() {
	const tag = tagComplaint
	register(s, openSoft(care.MayComplain, creates(post("begin-upload", "/api/v1/uploads", tag, "Begin to send a file",
		"In parts of at most chunk bytes. What nobody sends on with a complaint is thrown away after a day."))), s.beginUpload)
	part := send(http.MethodPut, "send-part", "/api/v1/uploads/{id}", tag, "Send a part of a file",
		"409 when offset is not where the file ends so far; GET tells where.", http.StatusNotFound, http.StatusConflict)
	part.MaxBodyBytes = partLimit + 1
	part.Metadata = map[string]any{largeMark: true}
	register(s, open(care.MayComplain, part), s.sendPart)
	register(s, open(care.MayComplain, also(get("get-upload", "/api/v1/uploads/{id}", tag, "How far an upload is", ""), http.StatusNotFound)), s.getUpload)
	register(s, open(care.MayComplain, remove("drop-upload", "/api/v1/uploads/{id}", tag, "Throw an upload away", "", http.StatusNotFound, http.StatusConflict)), s.dropUpload)
}

// reviewRoutes are what families say of facilities, and what was found there.
func (s *Server) reviewRoutes() {
	const tag = tagReview
	register(s, open(care.MayReadPublic, also(get("list-reviews", "/api/v1/facilities/{id}/reviews", tag, "What families say of a facility", "Only of those with an enrolment or a visit."),
		http.StatusNotFound)), s.listReviews)
	register(s, needs(care.MayReview, get("get-my-review", "/api/v1/facilities/{id}/reviews/mine", tag, "What I said of it, and whether I may", "")), s.getMyReview)
	register(s, needs(care.MayReview, send(http.MethodPut, "put-my-review", "/api/v1/facilities/{id}/reviews/mine", tag, "Say it, or say it anew",
		"Shown once somebody has read it.", http.StatusConflict)), s.putMyReview)
	register(s, needs(care.MayReview, remove("remove-my-review", "/api/v1/facilities/{id}/reviews/mine", tag, "Take it back", "", http.StatusConflict)), s.removeMyReview)
	register(s, open(care.MayReadPublic, also(get("list-findings", "/api/v1/facilities/{id}/findings", tag, "What was found at a facility", "Substantiated only, for twelve months, with what the facility says."),
		http.StatusNotFound)), s.listFindings)
	register(s, needs(care.MayAnswerReview, get("list-facility-reviews", "/api/v1/facility/reviews", tag, "What families say of one's own facility", "")), s.listFacilityReviews)
	register(s, needs(care.MayAnswerReview, post("answer-review", "/api/v1/facility/reviews/{id}/answer", tag, "Answer a review", "Shown beside it.", http.StatusConflict)), s.answerReview)
	register(s, needs(care.MayModerate, get("list-waiting-reviews", "/api/v1/bureau/reviews", tag, "Reviews nobody has read yet", "")), s.listWaitingReviews)
	register(s, needs(care.MayModerate, post("moderate-review", "/api/v1/bureau/reviews/{id}/actions", tag, "Publish, refuse or hide a review", "With a reason from the public list.",
		http.StatusConflict)), s.moderateReview)
}
