package server

import "net/http"

// complaintCalls are the requests to the routes of complaints, with the first family's things and the cases of its district.
func (s *scene) complaintCalls() []call {
	id, mine, bureau := s.complaint.ID, []*visitor{s.mine}, []*visitor{s.bureau, s.city}
	nobody := []*visitor{}
	text := map[string]any{"text": "我们已经增加了保育员。"}
	s.bureau.ask(http.MethodPost, "/api/v1/bureau/reviews/"+s.review+"/actions", map[string]any{"action": "publish"}) // once
	return []call{
		{op: "list-complaints"},
		{op: "list-cases"},
		{op: "get-rates", path: "/api/v1/bureau/cases/rates?from=2026-11-01&to=2026-11-30"},
		{op: "get-duty"},
		{op: "list-identity-openings"},
		{op: "list-watches"},
		{op: "list-releases"},
		{op: "list-facility-reviews"},
		{op: "list-waiting-reviews"},
		{op: "get-audit"},
		{op: "get-my-review", path: "/api/v1/facilities/" + string(s.facility) + "/reviews/mine"},

		{op: "get-complaint-by-code", owners: nobody}, // nobody has shown a code
		{op: "get-complaint", path: "/api/v1/complaints/" + id, owners: mine},
		{op: "get-complaint-evidence", path: "/api/v1/complaints/" + id + "/evidence/" + s.evidence, owners: mine},
		{op: "act-on-complaint", path: "/api/v1/complaints/" + id + "/actions", owners: mine, body: map[string]any{"action": "message", "version": 1000, "text": canaryWords}},

		{op: "get-case", path: "/api/v1/bureau/cases/" + id, owners: bureau},
		{op: "get-case-evidence", path: "/api/v1/bureau/cases/" + id + "/evidence/" + s.evidence, owners: bureau},
		{op: "act-on-case", path: "/api/v1/bureau/cases/" + id + "/actions", owners: bureau, body: map[string]any{"action": "note", "version": 1, "text": "电话核实"}},
		{op: "preview-release", path: "/api/v1/bureau/cases/" + id + "/preview", owners: []*visitor{s.bureau}, known: []*visitor{s.city}, body: map[string]any{"summary": "请说明收托人数。"}},
		{op: "open-identity", path: "/api/v1/bureau/cases/" + id + "/identity", owners: []*visitor{s.bureau}, known: []*visitor{s.city}, body: map[string]any{"purpose": "contact", "reason": "电话核实情况"}},
		{op: "get-case-original", path: "/api/v1/bureau/cases/" + id + "/evidence/" + s.evidence + "/original", owners: []*visitor{s.bureau}, known: []*visitor{s.city}, body: map[string]any{"purpose": "police", "reason": "公安机关调取证据"}},
		{op: "merge-cases", owners: bureau, least: 409, body: map[string]any{"lead": s.other.ID, "cases": []any{id}}},
		{op: "set-duty", owners: bureau, body: map[string]any{"unit": "unit-1", "posts": []any{}, "shifts": []any{}}},
		{op: "ack-page", path: "/api/v1/bureau/pages/" + s.page + "/ack", owners: bureau},
		{op: "review-identity-opening", path: "/api/v1/bureau/openings/" + s.opening + "/review", owners: []*visitor{s.city}, known: []*visitor{s.bureau}, least: 409, body: map[string]any{"verdict": "proper"}},
		{op: "act-on-watch", path: "/api/v1/bureau/watches/nothing/actions", owners: nobody, body: map[string]any{"action": "keep", "reason": "需要核实"}},
		{op: "answer-release", path: "/api/v1/facility/complaints/" + id + "/answer", owners: []*visitor{s.desk}, body: map[string]any{"text": text["text"], "version": 1}},
		{op: "moderate-review", path: "/api/v1/bureau/reviews/" + s.review + "/actions", owners: append([]*visitor{s.district}, bureau...), least: 409, body: map[string]any{"action": "refuse", "reason": "insulting"}},
		{op: "answer-review", path: "/api/v1/facility/reviews/" + s.review + "/answer", owners: []*visitor{s.desk}, body: text},
	}
}
