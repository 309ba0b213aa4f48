package care

import (
	"encoding/json"
	"slices"
)

// RegisterKind says what happened to a facility's place in the public register.
type RegisterKind string

// The kinds of entry of the register's change log.
const (
	RegisterFiled         RegisterKind = "filed"    // 备案
	RegisterLicensed      RegisterKind = "licensed" // 许可
	RegisterChanged       RegisterKind = "changed"  // 变更
	RegisterSuspended     RegisterKind = "suspended"
	RegisterResumed       RegisterKind = "resumed"
	RegisterCancelled     RegisterKind = "cancelled"     // 注销
	RegisterNonconforming RegisterKind = "nonconforming" // 不符合, with its reasons
)

// RegisterEntry is one line of the register's change log. It follows from one row of the chained record, which Seq names, and from nothing
// else: whoever has the record can make the log again.
type RegisterEntry struct {
	Seq      int64
	Facility FacilityID
	Kind     RegisterKind
	At       Instant
	Status   FilingStatus   // after it
	Fields   []RegisterDiff // of a change
	Reasons  []FilingReason // why it does not conform
	Reason   ReasonCode     // why it was suspended, closed or opened again
	Words    string
}

// RegisterDiff is one public field that changed, as JSON.
type RegisterDiff struct {
	Field string          `json:"field"`
	Old   json.RawMessage `json:"old,omitempty"`
	New   json.RawMessage `json:"new,omitempty"`
}

// registerFields are the public facts of the register, by their names in a change.
var registerFields = []string{
	"name", "other_name", "credit_code", "kind", "nature", "inclusive", "open_to_public", "modes", "area_code", "area_name", "address", "classes",
}

// changeBody is what the body of a facility's change may tell.
type changeBody struct {
	Changed map[string][2]json.RawMessage `json:"changed"`
	Filing  *Filing                       `json:"filing"`
	Reason  ReasonCode                    `json:"reason"`
	Reasons []FilingReason                `json:"reasons"`
	Words   string                        `json:"words"`
}

// RegisterStep reads one change of a facility: what its status is after it, and what the register's log says of it. was is its status
// before, "" for a facility that was not there. said is false where the log says nothing.
func RegisterStep(c Change, was FilingStatus) (is FilingStatus, e RegisterEntry, said bool) {
	if c.Noun != NounFacility {
		return was, e, false
	}
	var b changeBody
	if len(c.Body) > 0 && json.Unmarshal(c.Body, &b) != nil {
		return was, e, false
	}
	is = was
	if pair, ok := b.Changed["filing"]; ok {
		var old, next Filing
		if json.Unmarshal(pair[0], &old) == nil && json.Unmarshal(pair[1], &next) == nil {
			was, is = old.Status, next.Status
		}
	} else if b.Filing != nil && b.Filing.Status != "" {
		is = b.Filing.Status
	}
	e = RegisterEntry{Seq: c.Seq, Facility: FacilityID(c.ID), At: c.At, Status: is}
	if e.Kind = registerKind(was, is); e.Kind != "" {
		e.Reason, e.Words = b.Reason, b.Words
		if e.Kind == RegisterNonconforming {
			e.Reasons = b.Reasons
		}
		return is, e, true
	}
	if len(b.Reasons) > 0 { // a change, or a new filing of one that stands, was found not to conform: what stands goes on standing
		e.Kind, e.Reasons = RegisterNonconforming, b.Reasons
		return is, e, true
	}
	if !is.Registered() || !was.Registered() {
		return is, e, false
	}
	e.Fields = registerDiffs(b.Changed)
	e.Kind = RegisterChanged
	return is, e, len(e.Fields) > 0
}

// registerKind is what a change of status is called, "" where the register says nothing of it.
func registerKind(was, is FilingStatus) RegisterKind {
	switch {
	case was == is:
		return ""
	case is == FilingSuspended:
		return RegisterSuspended
	case is == FilingNonconforming:
		return RegisterNonconforming
	case was.Registered() && !is.Registered():
		return RegisterCancelled
	case was == FilingSuspended:
		return RegisterResumed
	case is == Licensed:
		return RegisterLicensed
	case is.Registered() && !was.Registered():
		return RegisterFiled
	default:
		return "" // a change is at the office, or is done; what it changed is told by its fields
	}
}

func registerDiffs(changed map[string][2]json.RawMessage) []RegisterDiff {
	var out []RegisterDiff
	for _, field := range registerFields {
		if pair, ok := changed[field]; ok {
			out = append(out, RegisterDiff{Field: field, Old: present(pair[0]), New: present(pair[1])})
		}
	}
	if pair, ok := changed["filing"]; ok {
		var old, next Filing
		if json.Unmarshal(pair[0], &old) == nil && json.Unmarshal(pair[1], &next) == nil {
			out = append(out, filingDiffs(old, next)...)
		}
	}
	return slices.Clip(out)
}

func filingDiffs(old, next Filing) []RegisterDiff {
	var out []RegisterDiff
	for _, d := range []struct{ field, old, next string }{
		{"filing_no", old.No, next.No}, {"filing_date", old.Date.String(), next.Date.String()}, {"filing_authority", old.Authority, next.Authority},
	} {
		if d.old == d.next {
			continue
		}
		was, _ := json.Marshal(d.old) // text: cannot fail
		is, _ := json.Marshal(d.next)
		out = append(out, RegisterDiff{Field: d.field, Old: was, New: is})
	}
	return out
}

func present(v json.RawMessage) json.RawMessage {
	if string(v) == "null" {
		return nil
	}
	return v
}
