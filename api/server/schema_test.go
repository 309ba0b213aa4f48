package server

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tuoyuquan/api/care"
)

// declared insists that a reply is what the document says of the route: its status, and every member of its body.
func (w *town) declared(op *huma.Operation, v *visitor, r reply) {
	w.Helper()
	response := op.Responses[strconv.Itoa(r.status)]
	if response == nil {
		w.Errorf("%s answers %s %d, which is not in the document: %s", op.OperationID, v.name, r.status, r.body)
		return
	}
	kind, _, _ := strings.Cut(r.header.Get("Content-Type"), ";")
	if len(r.body) == 0 {
		return
	}
	var schema *huma.Schema
	for name, media := range response.Content {
		base, _, _ := strings.Cut(name, ";")
		if all, any := strings.CutSuffix(base, "*"); base == kind || any && strings.HasPrefix(kind, all) {
			schema = media.Schema
		}
	}
	if schema == nil {
		w.Errorf("%s answers %s with %s, which is not in the document", op.OperationID, v.name, kind)
		return
	}
	if !strings.HasSuffix(kind, "json") {
		return
	}
	var body any
	if err := json.Unmarshal(r.body, &body); err != nil {
		w.Errorf("%s: %v", op.OperationID, err)
		return
	}
	result := &huma.ValidateResult{}
	huma.Validate(w.api.OpenAPI().Components.Schemas, schema, huma.NewPathBuffer([]byte{}, 0), huma.ModeReadFromServer, body, result)
	for _, err := range result.Errors {
		w.Errorf("%s answers %s what is not declared: %v in %s", op.OperationID, v.name, err, r.body)
	}
}

// serverOwned are what only the service says of a thing.
var serverOwned = []string{
	"id", "state", "status", "family_id", "account_id", "facility_id", "role", "created_at", "updated_at", "rank", "points", "lottery", "priority",
	"hold_until", "answer_by", "offered_at", "delivered_at", "enrolled", "held", "taken", "filed", "free", "open", "demo", "csrf", "token_hash", "version_",
	"actor", "owner", "is_admin", "area_code", "verified", "confirmed_at", "read", "skips", "__proto__", "constructor", "$schema_",
}

// S2: what the service says of a thing is taken from nobody. Every write refuses it, on top and inside.
func TestNobodySetsWhatTheServiceSays(t *testing.T) {
	s := newScene(t)
	ops := s.operations()
	before := s.whatIsMine()
	tried := 0
	for _, c := range s.calls() {
		body, ok := c.body.(map[string]any)
		if !ok || len(c.owners) == 0 {
			continue
		}
		op := ops[c.op]
		declared := s.propertiesOf(op)
		s.clock.move(time.Minute) // what one account may change in a minute is limited too
		for _, field := range serverOwned {
			if slices.Contains(declared, field) {
				continue
			}
			more := maps.Clone(body)
			more[field] = "confirmed"
			r := c.owners[0].sendCall(op, call{path: c.path, body: more})
			if r.status != http.StatusUnprocessableEntity {
				t.Errorf("%s takes %s: %d %s", c.op, field, r.status, r.body)
			}
			tried++
		}
	}
	if tried < 1000 {
		t.Errorf("only %d were tried", tried)
	}
	if after := s.whatIsMine(); string(before) != string(after) {
		t.Errorf("something was changed: before\n%s\nafter\n%s", before, after)
	}
}

func (w *town) propertiesOf(op *huma.Operation) []string {
	schema := op.RequestBody.Content["application/json"].Schema
	if schema.Ref != "" {
		schema = w.api.OpenAPI().Components.Schemas.SchemaFromRef(schema.Ref)
	}
	return slices.Collect(maps.Keys(schema.Properties))
}

// Every body that is read, and everything inside it, refuses what it does not know.
func TestEveryBodyIsClosed(t *testing.T) {
	w := newTown(t, Options{})
	schemas := w.api.OpenAPI().Components.Schemas
	seen := map[string]bool{}
	var closed func(where string, schema *huma.Schema)
	closed = func(where string, schema *huma.Schema) {
		if schema == nil {
			return
		}
		if schema.Ref != "" {
			if seen[schema.Ref] {
				return
			}
			seen[schema.Ref] = true
			schema = schemas.SchemaFromRef(schema.Ref)
		}
		if schema.Type == huma.TypeObject && schema.AdditionalProperties != false {
			t.Errorf("%s is open", where)
		}
		if schema.Type == huma.TypeString && !strings.HasSuffix(where, "[]") && schema.MaxLength == nil && len(schema.Enum) == 0 && schema.Pattern == "" {
			t.Errorf("%s has no longest length", where)
		}
		if schema.Type == huma.TypeArray && schema.MaxItems == nil {
			t.Errorf("%s may have any number", where)
		}
		closed(where+"[]", schema.Items)
		for name, p := range schema.Properties {
			closed(where+"."+name, p)
		}
	}
	for id, op := range w.operations() {
		if op.RequestBody == nil {
			continue
		}
		if media := op.RequestBody.Content["application/json"]; media != nil {
			closed(id, media.Schema)
		}
	}
}

// The states and marks of the document are those of care.
func TestDocumentNamesTheStates(t *testing.T) {
	w := newTown(t, Options{})
	enum := func(schema, property string) (out []string) {
		s := w.api.OpenAPI().Components.Schemas.Map()[schema]
		if s == nil || s.Properties[property] == nil {
			t.Fatalf("no %s.%s", schema, property)
		}
		for _, v := range s.Properties[property].Enum {
			out = append(out, v.(string))
		}
		slices.Sort(out)
		return out
	}
	for _, c := range []struct {
		schema, property string
		want             []string
	}{
		{"Application", "state", textsOf(care.States())},
		{"StaffApplication", "state", textsOf(care.States())},
		{"Entry", "state", textsOf(care.EntryStates())},
		{"StaffEntry", "state", textsOf(care.EntryStates())},
		{"AttendanceChild", "mark", textsOf(care.Marks())},
		{"Complaint", "state", textsOf(care.CaseStates())},
		{"CaseRow", "state", textsOf(care.CaseStates())},
		{"HandlerCase", "state", textsOf(care.CaseStates())},
		{"ComplaintInput", "category", textsOf(everyCategory())},
		{"ComplaintCategory", "code", textsOf(everyCategory())},
		{"CaseAllegationInput", "category", textsOf(everyCategory())},
		{"ComplaintMeasure", "code", textsOf(care.Measures())},
		{"CaseFindingInput", "result", textsOf(care.FindingResults())},
		{"ComplaintFinding", "result", textsOf(care.FindingResults())},
		{"CaseAct", "class", textsOf(care.CaseClasses())},
		{"CaseAct", "track", textsOf(care.Tracks())},
		{"CaseAct", "to", textsOf(care.UnitKinds())},
		{"UnitRef", "kind", textsOf(care.UnitKinds())},
		{"IdentityInputBody", "purpose", textsOf(care.OpeningPurposes())},
		{"StaffReview", "state", textsOf(care.ReviewStates())},
		{"MyReview", "state", textsOf(care.ReviewStates())},
	} {
		slices.Sort(c.want)
		if got := enum(c.schema, c.property); !slices.Equal(got, c.want) {
			t.Errorf("%s.%s: %v, want %v", c.schema, c.property, got, c.want)
		}
	}
}

func textsOf[T ~string](list []T) []string {
	return each(list, func(v T) string { return string(v) })
}

func everyCategory() []care.Category {
	return each(care.Categories(), func(r care.CategoryRule) care.Category { return r.Category })
}
