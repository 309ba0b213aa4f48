package server

import (
	"bytes"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"tuoyuquan/api/care"
)

// call is one request to a route, with the first family's things in path, query and body.
type call struct {
	op     string // id of the operation
	path   string // parameters filled in; "" for a route without any
	body   any
	owners []*visitor // who may; nil: everybody whose role has the right, each for their own
	least  int        // what an owner is answered at least; 0: 200 to 299
	known  []*visitor // who may know that it is there, and are refused all the same
}

// calls has one for every route that somebody must be signed in to, what ends things last. A test sees that none is missing.
func (s *scene) calls() []call {
	app, visit, entry := string(s.application.ID), string(s.visit.ID), string(s.entry.ID)
	mine, desk := []*visitor{s.mine}, []*visitor{s.desk}
	above := []*visitor{s.district, s.city, s.bureau}
	act := func(action string) map[string]any {
		return map[string]any{"action": action, "version": s.application.Version}
	}
	child := map[string]any{"name": canaryChild, "birth": "2025-03-02", "notes": canaryNote}
	day := s.clock.now().AddDate(0, 0, 5).Format("2006-01-02")
	month := s.clock.now().Format("2006-01")
	at := "/api/v1/bureau/facilities/" + string(s.facility)
	return append(append(append(append(s.complaintCalls(), s.ownCalls()...), s.filingCalls()...), s.policyCalls()...), []call{
		{op: "get-session"},
		{op: "list-logins"},
		{op: "get-family"},
		{op: "list-readings"},
		{op: "list-consents"},
		{op: "list-claims"},
		{op: "list-claims-to-check"},
		{op: "export-family"},
		{op: "list-applications"},
		{op: "list-visits"},
		{op: "list-entries"},
		{op: "list-absences"},
		{op: "list-messages"},
		{op: "get-updates"},
		{op: "list-templates"},
		{op: "get-desk"},
		{op: "list-facility-applications"},
		{op: "list-slots"},
		{op: "list-facility-visits"},
		{op: "list-sessions"},
		{op: "list-facility-entries"},
		{op: "list-classes"},
		{op: "get-attendance"},
		{op: "list-escalations"},
		{op: "get-statistics"},
		{op: "get-need"},
		{op: "export-need"},
		{op: "export-statistics"},
		{op: "list-statistics-rows", path: "/api/v1/bureau/statistics/rows?indicator=place_use&area=320500001", owners: above},
		{op: "get-what-if", path: "/api/v1/bureau/need/what-if?at=120.005,31.005&area=320500001", owners: above},
		{op: "get-scan", path: "/api/v1/family/children/" + s.child + "/papers/" + s.paper + "/scan", owners: mine},
		{op: "get-application", path: "/api/v1/applications/" + app, owners: mine},
		{op: "get-visit-calendar", path: "/api/v1/visits/" + visit + "/calendar", owners: mine},
		{op: "get-entry-calendar", path: "/api/v1/entries/" + entry + "/calendar", owners: mine},
		{op: "get-facility-application", path: "/api/v1/facility/applications/" + app, owners: desk},
		{op: "read-child", path: "/api/v1/facility/children/" + s.child + "?purpose=decide", owners: desk},
		{op: "read-scan", path: "/api/v1/facility/children/" + s.child + "/papers/" + s.paper + "/scan?purpose=decide", owners: desk},
		{op: "list-facility-classes", path: "/api/v1/bureau/facilities/" + string(s.facility) + "/classes", owners: append([]*visitor{s.desk}, above...)},
		{op: "get-escalated-application", path: "/api/v1/bureau/applications/" + app, owners: above},

		{op: "change-name", body: map[string]any{"name": canaryName}, owners: mine},
		{op: "change-child", path: "/api/v1/family/children/" + s.child, body: child, owners: mine},
		{op: "add-paper", path: "/api/v1/family/children/" + s.child + "/papers", body: map[string]any{"kind": "health_check", "exam_date": "2026-11-10"}, owners: mine},
		{op: "put-scan", path: "/api/v1/family/children/" + s.child + "/papers/" + s.paper + "/scan", body: rawBody(onePixel), owners: mine},
		{op: "give-consent", body: map[string]any{"purpose": "photo", "version": 1, "child_id": s.child}, owners: mine},
		{op: "apply", body: map[string]any{"child_id": s.child, "class_id": s.class, "start": "2026-12-01", "as": "wait"}, owners: mine, least: 409},
		{op: "book-visit", body: map[string]any{"slot_id": s.slot, "child_id": s.child}, owners: mine, least: 409},
		{op: "enter-session", body: map[string]any{"session_id": s.session, "child_id": s.child}, owners: mine, least: 409},
		{op: "mark-absence", body: map[string]any{"child_id": s.child, "application_id": app, "date": day}, owners: mine, least: 409},
		{op: "withdraw-absence", path: "/api/v1/absences?child_id=" + s.child + "&application_id=" + app + "&date=" + day, owners: mine, least: 409},
		{op: "read-message", path: "/api/v1/inbox/" + s.message + "/read", owners: mine},
		{op: "record-call", path: "/api/v1/facility/applications/" + app + "/calls", owners: desk, least: 409},
		{op: "set-places", path: "/api/v1/facility/classes/" + string(s.class) + "/places", owners: desk, least: 200, body: map[string]any{
			"version": s.versionOf(s.class), "months": []any{map[string]any{"month": month, "staffed": 10, "outside": 4}},
		}},
		{op: "set-session-places", path: "/api/v1/facility/sessions/" + s.session + "/places", body: map[string]any{"version": s.sessionVersion(), "places": 4}, owners: desk},
		{op: "mark-attendance", body: map[string]any{"date": s.clock.now().Format("2006-01-02"), "child_id": s.child, "mark": "present"}, owners: desk, least: 404},
		{op: "confirm-vacancies", body: map[string]any{"classes": []any{s.class}}, owners: desk},
		{op: "decide-visit", path: "/api/v1/facility/visits/" + visit + "/actions", body: map[string]any{"action": "attended"}, owners: desk, least: 409},
		{op: "decide-entry", path: "/api/v1/facility/entries/" + entry + "/actions", body: map[string]any{"action": "check_in"}, owners: desk, least: 409},
		{op: "decide-escalation", path: "/api/v1/bureau/applications/" + app + "/actions", body: act("approve_revoke"), owners: []*visitor{s.district, s.bureau}, least: 409},

		{op: "act-on-class", path: "/api/v1/bureau/classes/" + string(s.class) + "/actions", body: map[string]any{"action": "freeze", "reason": "safety"}, owners: above},
		{op: "act-on-facility", path: "/api/v1/bureau/facilities/" + string(s.facility) + "/actions", body: map[string]any{"action": "unfreeze", "reason": "mistake"}, owners: above, least: 200},
		{op: "decide-application", path: "/api/v1/facility/applications/" + app + "/actions", body: act("offer"), owners: desk},
		{op: "act-on-visit", path: "/api/v1/visits/" + visit + "/actions", body: map[string]any{"action": "cancel"}, owners: mine},
		{op: "act-on-entry", path: "/api/v1/entries/" + entry + "/actions", body: map[string]any{"action": "cancel"}, owners: mine},
		{op: "cancel-slot", path: "/api/v1/facility/slots/" + s.slot + "/cancel", body: map[string]any{"reason": "weather"}, owners: desk},
		{op: "cancel-session", path: "/api/v1/facility/sessions/" + s.session + "/cancel", body: map[string]any{"reason": "weather"}, owners: desk},
		{op: "act-on-application", path: "/api/v1/applications/" + app + "/actions", body: map[string]any{"action": "withdraw", "version": s.application.Version + 1}, owners: mine},
		{op: "withdraw-consent", path: "/api/v1/family/consents/" + s.consent, owners: mine},
		{op: "add-claim", body: map[string]any{"kind": "employee", "facility_id": s.facility, "child_id": s.child}, owners: mine},
		{op: "settle-claim", path: "/api/v1/claims/" + s.claim + "/actions", body: map[string]any{"action": "grant", "until": day}, owners: desk},
		{op: "get-facility-file", path: at + "/file", owners: above},
		{op: "list-facility-history", path: at + "/history", owners: above},
		{op: "list-closures"},
		{op: "list-staff"},
		{op: "list-changes"},
		{op: "check-audit"},
		{op: "add-facility-record", path: at + "/records", body: map[string]any{"kind": "note", "on": s.clock.now().Format("2006-01-02"), "words": "看过"}, owners: above},
		{op: "meet-facility-order", path: "/api/v1/bureau/records/" + s.improve + "/met", body: map[string]any{"on": s.clock.now().Format("2006-01-02"), "version": 7}, owners: above, least: 409},
		{op: "grade-facility", path: at + "/grades", body: map[string]any{"risk": "A", "credit": "A", "grade": "A", "n": 99}, owners: above, least: 409},
		{op: "manage-staff", path: "/api/v1/bureau/staff/" + string(s.desk.self.Account.ID) + "/actions", body: map[string]any{"action": "change", "version": 99, "name": "新名字"}, owners: append([]*visitor{s.admin}, above...), least: 409},
		{op: "preview-closure", path: at + "/closure/preview", owners: above},
		{op: "get-closure", path: at + "/closure", owners: above, least: 404},
		{op: "close-facility", path: at + "/closure", body: map[string]any{"action": "suspend", "reason": "safety", "version": 1_000_000}, owners: above, least: 409},
		{op: "remove-claim", path: "/api/v1/family/claims/" + s.claimed, owners: mine},
		{op: "remove-pickup", path: "/api/v1/family/pickups/" + s.pickup, owners: mine},
		{op: "remove-paper", path: "/api/v1/family/children/" + s.child + "/papers/" + s.paper, owners: mine},
		{op: "remove-child", path: "/api/v1/family/children/" + s.sibling, owners: mine},
	}...)
}

// notOthers are routes without anybody's thing in the request: what they change is always that of whoever asks.
var notOthers = []string{
	"add-child", "add-pickup", "make-join-code", "join-family", "delete-family", "remove-member", "sign-out", "sign-out-everywhere", "read-messages", "begin-filing", "report-term", "import-registrants", "send-phone-code", "change-phone",
	"keep-subscription", "publish-slots", "publish-sessions", "stream-updates", "put-my-review", "remove-my-review", "import-cases", "appoint-staff",
	"add-person", "set-profile", "set-fees", "set-terms", "add-photo", "add-pattern", "preview-pattern", "import-list", "preview-policy",
}

func (s *scene) versionOf(class care.ClassID) int64 {
	s.Helper()
	var list StaffClassList
	s.desk.must(http.MethodGet, "/api/v1/facility/classes", nil, &list)
	for _, c := range list.Classes {
		if c.ID == class {
			return c.Version
		}
	}
	s.Fatal("no such class")
	return 0
}

func (s *scene) sessionVersion() int64 {
	s.Helper()
	var list StaffSessionList
	s.desk.must(http.MethodGet, "/api/v1/facility/sessions", nil, &list)
	return list.Sessions[0].Version
}

// operations are the routes of the document by id.
func (w *town) operations() map[string]*huma.Operation {
	out := make(map[string]*huma.Operation)
	for _, item := range w.api.OpenAPI().Paths {
		for _, op := range []*huma.Operation{item.Get, item.Put, item.Post, item.Patch, item.Delete} {
			if op != nil {
				out[op.OperationID] = op
			}
		}
	}
	return out
}

func accessOf(op *huma.Operation) (access, bool) {
	a, ok := op.Metadata[accessMark].(access)
	return a, ok
}

// sendCall asks as somebody.
func (v *visitor) sendCall(op *huma.Operation, c call, header ...string) reply {
	v.Helper()
	path := c.path
	if path == "" {
		path = op.Path
	}
	return v.ask(op.Method, path, c.body, header...)
}

// Every route of people declares what right it needs, is either in the list of calls or known to concern nobody else, and
// everything below /api that changes something declares it too.
func TestEveryRouteDeclaresItsAccess(t *testing.T) {
	s := newScene(t)
	listed := map[string]bool{}
	for _, c := range s.calls() {
		if listed[c.op] {
			t.Errorf("%s is listed twice", c.op)
		}
		listed[c.op] = true
	}
	for _, id := range notOthers {
		listed[id] = true
	}
	ops := s.operations()
	for id := range listed {
		if ops[id] == nil {
			t.Errorf("there is no route %s", id)
		}
	}
	rights := care.Rights()
	for id, op := range ops {
		a, ok := accessOf(op)
		switch {
		case ok && !slices.Contains(rights, a.right):
			t.Errorf("%s needs the unknown right %q", id, a.right)
		case ok && a.person && !listed[id]:
			t.Errorf("%s is in no list: who may call it with whose things?", id)
		case ok && a.person != (len(op.Security) > 0):
			t.Errorf("%s: the document says otherwise whether one must be signed in", id)
		case !ok && op.Method != http.MethodGet && id != "report-vacancy":
			t.Errorf("%s changes something and declares no access", id)
		case ok && a.person && op.Responses["401"] == nil:
			t.Errorf("%s does not document that it answers 401", id)
		}
	}
}

// S1: nobody sees or changes what is another's, by any route. What is another's is answered as what does not exist.
func TestNobodyTouchesWhatIsAnothers(t *testing.T) {
	s := newScene(t)
	ops := s.operations()
	before := s.whatIsMine()
	for _, c := range s.calls() {
		op := ops[c.op]
		a, _ := accessOf(op)
		for _, v := range s.everybody() {
			if slices.Contains(c.owners, v) || c.owners == nil && v == s.mine || c.op == "change-name" && v != s.anonymous {
				continue
			}
			r := v.sendCall(op, c)
			may := care.HasRight(v.self.Account.Role, a.right)
			want := "404"
			switch {
			case v == s.anonymous:
				want = "401"
			case !may:
				want = "403"
			case c.owners == nil:
				want = "200"
			case slices.Contains(c.known, v):
				want = "403"
			}
			if got := strconv.Itoa(r.status); got != want {
				t.Errorf("%s by %s: %s, want %s: %s", c.op, v.name, got, want, r.body)
			}
			s.noCanary(c.op, v, r)
			s.declared(op, v, r)
			if want == "404" {
				s.asIfNothing(op, c, v, r)
			}
		}
	}
	if after := s.whatIsMine(); !bytes.Equal(before, after) {
		t.Errorf("others changed what is mine: before\n%s\nafter\n%s", before, after)
	}
	for _, c := range s.calls() { // now those who may
		for _, v := range c.owners {
			if c.op == "decide-escalation" || c.op == "act-on-application" {
				s.mine.must(http.MethodGet, "/api/v1/applications/"+string(s.application.ID), nil, &s.application)
				c.body.(map[string]any)["version"] = s.application.Version
			}
			if c.op == "act-on-case" {
				c.body.(map[string]any)["version"] = s.caseOf(s.complaint.ID).Version
			}
			r := v.sendCall(ops[c.op], c)
			s.declared(ops[c.op], v, r)
			if ok := r.status < 300 && c.least < 300 || r.status == c.least; !ok {
				t.Errorf("%s by %s, who may: %d %s", c.op, v.name, r.status, r.body)
			}
		}
	}
}

// noCanary insists that a reply holds nothing of the first family. Its facility knows it.
func (s *scene) noCanary(what string, v *visitor, r reply) {
	s.Helper()
	if v == s.mine {
		return
	}
	told := append(slices.Clone(canaries), canaryStaff...)
	if v == s.desk { // knows the family, and nothing of what it complains about
		told = []string{canaryWords, canaryWish}
	}
	for _, c := range told {
		if bytes.Contains(r.body, []byte(c)) {
			s.Errorf("%s tells %s %q: %s", what, v.name, c, r.body)
		}
	}
}

// asIfNothing insists that what is another's and what does not exist are answered alike, but for the number of the request.
func (s *scene) asIfNothing(op *huma.Operation, c call, v *visitor, got reply) {
	s.Helper()
	const ghost = "01930000-0000-7000-8000-00000000dead"
	path, body := c.path, c.body
	for _, id := range []string{s.child, s.sibling, s.paper, s.pickup, s.consent, string(s.application.ID), string(s.visit.ID), string(s.entry.ID), s.message, s.slot, s.session, string(s.class), string(s.facility), s.complaint.ID, s.other.ID, s.evidence, s.opening, s.review, s.page, s.claim, s.claimed, s.dossier.ID, s.dossier.Materials[0].ID, s.registrant, s.improve, string(s.desk.self.Account.ID), string(s.person.ID), s.photo, s.pattern.ID, s.policy} {
		path = strings.ReplaceAll(path, id, ghost)
		if b, ok := body.(map[string]any); ok {
			other := map[string]any{}
			for k, v := range b {
				if fmt.Sprint(v) == id {
					v = ghost
				}
				other[k] = v
			}
			body = other
		}
	}
	if path == c.path && fmt.Sprint(body) == fmt.Sprint(c.body) {
		return
	}
	none := v.sendCall(op, call{path: path, body: body})
	if none.status != got.status || withoutRequest(none.body) != withoutRequest(got.body) {
		s.Errorf("%s by %s tells another's thing from nothing:\n%d %s\n%d %s", c.op, v.name, got.status, got.body, none.status, none.body)
	}
}

func withoutRequest(body []byte) string {
	before, _, _ := bytes.Cut(body, []byte(`"request_id"`))
	return string(before)
}

// shares are how much of a time limit is over, which no request changes.
var shares = regexp.MustCompile(`"share":\d+`)

// whatIsMine is everything the first family can see of itself.
func (s *scene) whatIsMine() []byte {
	s.Helper()
	var b bytes.Buffer
	for _, path := range []string{"family", "applications", "visits", "entries", "absences", "family/consents", "family/readings", "session/logins", "complaints"} {
		b.Write(shares.ReplaceAll(s.mine.ask(http.MethodGet, "/api/v1/"+path, nil).body, nil))
		b.WriteByte('\n')
	}
	return b.Bytes()
}

// The roles may call exactly the routes the policy gives them. Nobody else is told more than that it is not for them.
func TestRolesMayWhatThePolicySays(t *testing.T) {
	s := newScene(t)
	ops := s.operations()
	ids := make([]string, 0, len(ops))
	for id := range ops {
		ids = append(ids, id)
	}
	sort.Strings(ids)
	param := strings.NewReplacer("{id}", "nothing", "{paper}", "nothing", "{account}", "nothing", "{evidence}", "nothing", "{term}", "2026-autumn", "{list}", "classes")
	tried := 0
	for _, id := range ids {
		op := ops[id]
		a, _ := accessOf(op)
		if !a.person {
			continue
		}
		for _, v := range s.everybody() {
			may := v != s.anonymous && care.HasRight(v.self.Account.Role, a.right)
			if may && (id == "sign-out" || id == "sign-out-everywhere" || id == "delete-family" || id == "stream-updates") {
				continue // tried elsewhere
			}
			r := v.ask(op.Method, param.Replace(op.Path), map[bool]any{true: map[string]any{}}[op.RequestBody != nil])
			s.declared(op, v, r)
			refused := r.status == http.StatusForbidden && bytes.Contains(r.body, []byte(care.CodeNotAllowed))
			switch {
			case v == s.anonymous && r.status != http.StatusUnauthorized:
				t.Errorf("%s by nobody: %d %s", id, r.status, r.body)
			case v != s.anonymous && may == refused:
				t.Errorf("%s by %s (%s): %d, may be %v: %s", id, v.name, v.self.Account.Role, r.status, may, r.body)
			case r.status >= 500:
				t.Errorf("%s by %s: %d %s", id, v.name, r.status, r.body)
			}
			tried++
		}
	}
	if tried < 1000 {
		t.Errorf("only %d were tried", tried)
	}
}

// A key belongs to whoever used it: with another's, nothing of theirs is told.
func TestKeysAreOnesOwn(t *testing.T) {
	s := newScene(t)
	key := care.NewID()
	body := map[string]any{"child_id": s.theirChild, "class_id": s.class, "start": "2026-12-01", "as": "draft"}
	first := s.theirs.ask(http.MethodPost, "/api/v1/applications", body, "Idempotency-Key", key)
	again := s.theirs.ask(http.MethodPost, "/api/v1/applications", body, "Idempotency-Key", key)
	if first.status != http.StatusCreated || string(first.body) != string(again.body) || again.status != first.status {
		t.Errorf("asked twice: %d %s, %d %s", first.status, first.body, again.status, again.body)
	}
	other := s.theirs.ask(http.MethodPost, "/api/v1/applications", map[string]any{"child_id": s.theirChild, "class_id": s.class, "start": "2026-12-02", "as": "draft"}, "Idempotency-Key", key)
	if other.status != http.StatusUnprocessableEntity || s.problemOf(other).Code != care.CodeKeyReused {
		t.Errorf("the key for something else: %d %s", other.status, other.body)
	}
	stolen := s.mine.ask(http.MethodPost, "/api/v1/applications", body, "Idempotency-Key", key)
	if stolen.status != http.StatusNotFound || bytes.Contains(stolen.body, []byte("别家小满")) {
		t.Errorf("another's key and child: %d %s", stolen.status, stolen.body)
	}
	if r := s.theirs.do(http.MethodPost, "/api/v1/applications", body, "Authorization", "Bearer "+s.theirs.token); r.status != http.StatusUnprocessableEntity {
		t.Errorf("without a key: %d %s", r.status, r.body)
	}
}

var pathParameter = regexp.MustCompile(`\{(\w+)\}`)

// The addresses of everything live are in the document, with the parameters they have.
func TestEveryPathParameterIsDeclared(t *testing.T) {
	w := newTown(t, Options{})
	for id, op := range w.operations() {
		for _, m := range pathParameter.FindAllStringSubmatch(op.Path, -1) {
			name := m[1]
			if !slices.ContainsFunc(op.Parameters, func(p *huma.Param) bool { return p.In == "path" && p.Name == name }) {
				t.Errorf("%s does not read {%s}", id, name)
			}
		}
		if _, err := url.Parse(op.Path); err != nil {
			t.Error(err)
		}
		for status, response := range op.Responses {
			for name := range response.Content {
				if kind, _, err := mime.ParseMediaType(name); err != nil || !strings.Contains(kind, "/") {
					t.Errorf("%s answers %s with %q, which is no media type", id, status, name)
				}
			}
		}
	}
}
