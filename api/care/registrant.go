package care

import "strings"

// Registrant is a body in a list that a registrar gave (art. 6: registrars push what they register to the health department): it
// is a legal person that may care for children, filed or not. Nothing of people is kept of it.
type Registrant struct {
	ID           RegistrantID
	Source       string // the list
	CreditCode   string
	Name         string
	Route        FilingRoute
	Registrar    string
	AreaCode     string
	AreaName     string
	Address      string
	Scope        string
	RegisteredOn Date
	Ended        bool // struck off the registrar's register
	Mark         RegistrantMark
	Note         string // why it is marked, in the bureau's words
	Facility     FacilityID
	SeenAt       Instant // the list it last stood in
	Version      int64
}

// RegistrantMark is what a person decided about a registrant.
type RegistrantMark string

// The marks.
const (
	MarkNone      RegistrantMark = ""
	MarkInvited   RegistrantMark = "invited"   // has an account, and can file
	MarkUnrelated RegistrantMark = "unrelated" // cares for no children
	MarkLinked    RegistrantMark = "linked"    // is the facility named, although its code says otherwise
)

// RegistrantState is where a registrant stands, seen from the register.
type RegistrantState string

// The states.
const (
	RegistrantUnfiled   RegistrantState = "unfiled"   // registered but not filed, and nobody has done anything
	RegistrantInvited   RegistrantState = "invited"   // a draft is there
	RegistrantFiling    RegistrantState = "filing"    // has submitted
	RegistrantFiled     RegistrantState = "filed"     // in order
	RegistrantUnrelated RegistrantState = "unrelated" // no matter of ours
	RegistrantEnded     RegistrantState = "ended"     // struck off, and not filed
)

// RegistrantConflict is something that two registers say differently.
type RegistrantConflict string

// The conflicts.
const (
	ConflictName    RegistrantConflict = "name"
	ConflictArea    RegistrantConflict = "area"
	ConflictAddress RegistrantConflict = "address"
	ConflictEnded   RegistrantConflict = "ended_but_filed"
	ConflictSeveral RegistrantConflict = "several_facilities" // with one code in one district
	ConflictCode    RegistrantConflict = "code"               // the same name and place with another code
	ConflictScope   RegistrantConflict = "scope"              // childcare is not among what it is registered for
	ConflictLists   RegistrantConflict = "lists_differ"       // two lists have it, and differ
)

// SeenRegistrant is a registrant as the register of facilities sees it.
type SeenRegistrant struct {
	Registrant

	State     RegistrantState
	Facility  *Facility // the one it is, nil for none
	Conflicts []RegistrantConflict
}

// SeeRegistrant says where a registrant stands: candidates are the facilities with its code, its name, or the id it is linked to; others
// are the same body in other lists.
func SeeRegistrant(r Registrant, candidates []*Facility, others []Registrant) SeenRegistrant {
	s := SeenRegistrant{Registrant: r}
	same := 0
	for _, f := range candidates {
		switch {
		case r.Facility != "" && f.ID == r.Facility:
			s.Facility, same = f, 1
		case r.CreditCode != "" && f.CreditCode == r.CreditCode:
			if f.Filing.Status != FilingCancelled {
				same++
			}
			if s.Facility == nil || r.Facility == "" && better(f, s.Facility) {
				s.Facility = f
			}
		case s.Facility == nil && r.Facility == "" && f.CreditCode != r.CreditCode && sameWords(f.Name, r.Name) && Within(f.AreaCode, district(r.AreaCode)):
			s.Facility = f
			if f.CreditCode != "" {
				s.Conflicts = append(s.Conflicts, ConflictCode)
			}
		}
	}
	s.State = registrantState(r, s.Facility)
	s.compare(same)
	for _, o := range others {
		if o.ID != r.ID && (!sameWords(o.Name, r.Name) || o.Ended != r.Ended) {
			s.Conflicts = append(s.Conflicts, ConflictLists)
			break
		}
	}
	return s
}

// better prefers the facility that families can see.
func better(a, b *Facility) bool { return a.Public(false) && !b.Public(false) }

func registrantState(r Registrant, f *Facility) RegistrantState {
	switch {
	case f != nil && (f.Public(false) || f.Filing.Status == FilingSuspended):
		return RegistrantFiled
	case r.Mark == MarkUnrelated:
		return RegistrantUnrelated
	case f != nil && (f.Filing.Status == FilingSubmitted || f.Filing.Status == FilingReceived || f.Filing.Status == FilingVerifying || f.Filing.Status == FilingNonconforming):
		return RegistrantFiling
	case r.Ended:
		return RegistrantEnded
	case r.Mark == MarkInvited || f != nil && f.Filing.Status == FilingDraft:
		return RegistrantInvited
	default:
		return RegistrantUnfiled
	}
}

func (s *SeenRegistrant) compare(same int) {
	if same > 1 {
		s.Conflicts = append(s.Conflicts, ConflictSeveral)
	}
	if s.Scope != "" && !strings.Contains(s.Scope, "托育") && !strings.Contains(s.Scope, "托儿") && s.State != RegistrantUnrelated {
		s.Conflicts = append(s.Conflicts, ConflictScope)
	}
	f := s.Facility
	if f == nil {
		return
	}
	if s.Ended && f.Public(false) {
		s.Conflicts = append(s.Conflicts, ConflictEnded)
	}
	if !sameWords(f.Name, s.Name) {
		s.Conflicts = append(s.Conflicts, ConflictName)
	}
	if s.AreaCode != "" && f.AreaCode != "" && district(s.AreaCode) != district(f.AreaCode) {
		s.Conflicts = append(s.Conflicts, ConflictArea)
	}
	if s.Address != "" && f.Address != "" && !nearWords(s.Address, f.Address) {
		s.Conflicts = append(s.Conflicts, ConflictAddress)
	}
}

func district(code string) string { return code[:min(6, len(code))] }

// bareWords leaves out what two people write differently: blanks, brackets, full and half width.
func bareWords(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			r -= '！' - '!'
		}
		if strings.ContainsRune(" \t　()（）-—·.,，。、“”\"'", r) {
			return -1
		}
		return r
	}, strings.ToLower(s))
}

func sameWords(a, b string) bool { return bareWords(a) == bareWords(b) }

// nearWords reports whether one address ends like the other: lists leave out city and district.
func nearWords(a, b string) bool {
	a, b = bareWords(a), bareWords(b)
	return strings.HasSuffix(a, b) || strings.HasSuffix(b, a)
}
