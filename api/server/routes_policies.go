package server

import (
	"net/http"

	"tuoyuquan/api/care"
)

// policyRoutes are 托育政策查询: documents, the rule table, and which support applies.
func (s *Server) policyRoutes() {
	const tag = tagPolicy
	register(s, open(care.MayReadPublic, get("list-policies", "/api/v1/policies", tag, "Policy documents by words, region and day",
		"With the passages that answer, in pieces; words of the same meaning are tried too.")), s.listPolicies)
	register(s, open(care.MayReadPublic, also(get("get-policy", "/api/v1/policies/{id}", tag, "One document", "Any version that was ever shown."), http.StatusNotFound)), s.getPolicy)
	register(s, open(care.MayReadPublic, get("list-supports", "/api/v1/support", tag, "Which support applies to us",
		"Subsidies, price rules and limits that hold in a place, each with the row of the rule table it rests on.")), s.listSupports)
	register(s, open(care.MayReadPublic, get("list-rules", "/api/v1/rules", tag, "The rule table", "Every row, of today and before, with source and how well it is established.")), s.listRules)
	preview := post("preview-policy", "/api/v1/bureau/policies/preview", tag, "Read a file and keep nothing", "Text or HTML. What comes back is plain; what could not be told is named.")
	preview.MaxBodyBytes = policyLimit + 1
	preview.Metadata = map[string]any{largeMark: true}
	register(s, needs(care.MayKeepPolicies, preview), s.previewPolicy)
	add := creates(post("add-policy", "/api/v1/bureau/policies", tag, "Add a document", "", http.StatusConflict))
	add.MaxBodyBytes = policyLimit + 1
	add.Metadata = map[string]any{largeMark: true}
	register(s, needs(care.MayKeepPolicies, add), s.addPolicy)
	next := send(http.MethodPut, "put-policy", "/api/v1/bureau/policies/{id}", tag, "Save the next version of a document",
		"409 state_conflict when somebody saved another one meanwhile.", http.StatusConflict)
	next.MaxBodyBytes = policyLimit + 1
	next.Metadata = map[string]any{largeMark: true}
	register(s, needs(care.MayKeepPolicies, next), s.putPolicy)
}
