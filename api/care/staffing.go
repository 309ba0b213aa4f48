package care

import (
	"cmp"
	"slices"
)

// StaffedClass is a class for which places are to be found by its carers.
type StaffedClass struct {
	ID     ClassID
	Band   BandName
	Filed  int // 备案托位
	Needed int // children in it, or promised a place
	Now    int // staffed places as they are set
}

// Carer is a carer who is counted.
type Carer struct {
	ID    MemberID
	Class ClassID // "": stands in where needed
}

// Staffing is what the carers of a class allow.
type Staffing struct {
	Class    ClassID
	Carers   int // of the class
	StandIns int // and those who stand in
	Ratio    int // children for each
	Places   int // what follows: never more than filed, and than one class may have
	Cap      int // how many children one class may have; 0: no rule says so
	Needed   int
	Now      int
	Short    int // carers that lack for the children who are there
}

// staffingTerms are the ratio and cap of each class type; of a home they are one for all.
type staffingTerms struct {
	ratio, limit map[BandName]int
	whole        int // places of all classes together; 0: no limit
}

func (r *Rules) staffingTerms(kind FacilityKind, area string, on Date) staffingTerms {
	t := staffingTerms{ratio: map[BandName]int{}, limit: map[BandName]int{}}
	for _, b := range Bands() {
		t.ratio[b], _ = r.Ratio(b, area, on)
		t.limit[b], _ = r.Cap(b, area, on)
		if kind == KindHome {
			if n, ok := r.Int(RuleHomePerCarer, area, on); ok {
				t.ratio[b] = n
			}
		}
	}
	if kind == KindHome {
		t.whole, _ = r.Int(RuleHomeMaxChildren, area, on)
	}
	return t
}

// Staffable says how many children each class may take with these carers. A carer of a class counts there; one who stands in goes
// where most children have nobody yet, then where one more carer gives most places. Classes without a ratio are left at nothing:
// no rule says what a carer there may do.
func (r *Rules) Staffable(kind FacilityKind, area string, on Date, classes []StaffedClass, carers []Carer) []Staffing {
	terms := r.staffingTerms(kind, area, on)
	out := make([]Staffing, len(classes))
	at := make(map[ClassID]int, len(classes))
	for i, c := range classes {
		at[c.ID] = i
		out[i] = Staffing{Class: c.ID, Ratio: terms.ratio[c.Band], Cap: terms.limit[c.Band], Needed: c.Needed, Now: c.Now}
	}
	free := 0
	for _, c := range carers {
		if i, known := at[c.Class]; known {
			out[i].Carers++
		} else {
			free++
		}
	}
	for range free {
		if i := wants(out, classes); i >= 0 {
			out[i].StandIns++
		}
	}
	left := terms.whole
	for i := range out {
		s := &out[i]
		s.Places = s.possible(classes[i].Filed)
		if terms.whole > 0 {
			s.Places = min(s.Places, left)
			left -= s.Places
		}
		if lacking := s.Needed - (s.Carers+s.StandIns)*s.Ratio; lacking > 0 && s.Ratio > 0 {
			s.Short = (lacking + s.Ratio - 1) / s.Ratio
		}
	}
	return out
}

// possible is how many children may be in a class as it stands.
func (s *Staffing) possible(filed int) int {
	n := min((s.Carers+s.StandIns)*s.Ratio, filed)
	if s.Cap > 0 {
		n = min(n, s.Cap)
	}
	return n
}

// wants is the class one more carer helps most; -1: none.
func wants(out []Staffing, classes []StaffedClass) int {
	best, bestNeed, bestGain := -1, 0, 0
	for i := range out {
		s := &out[i]
		before := s.possible(classes[i].Filed)
		s.StandIns++
		after := s.possible(classes[i].Filed)
		s.StandIns--
		need := max(0, min(s.Needed, after)-before)
		gain := after - before
		if c := cmp.Or(cmp.Compare(need, bestNeed), cmp.Compare(gain, bestGain)); c > 0 {
			best, bestNeed, bestGain = i, need, gain
		}
	}
	return best
}

// CarersOn are those who count among the carers on one day.
func CarersOn(members []Member, day Date, cal *Calendar, marks map[MemberID]DutyMark) (out []Carer) {
	for i := range members {
		m := &members[i]
		var mark *DutyMark
		class := m.Class
		if k, marked := marks[m.ID]; marked {
			mark = &k
			class = cmp.Or(k.Class, class)
		}
		if m.Post == PostCarer && m.OnDuty(day, cal, mark) && !m.Barred(day) {
			out = append(out, Carer{m.ID, class})
		}
	}
	return out
}

// CarersIn are those who usually count among the carers in a month: on the weekday, Monday to Friday, on which fewest of them are
// there. What is marked for single days says nothing of a month.
func CarersIn(members []Member, month Month, today Date) (out []Carer) {
	first, last := month.First(), (month + 1).First().AddDays(-1)
	day := first
	if first.Before(today) && !last.Before(today) {
		day = today
	}
	var usual []Member
	for i := range members {
		m := &members[i]
		if m.Post == PostCarer && m.Employed(day) && m.Employed(last) && !m.Barred(day) {
			usual = append(usual, *m)
		}
	}
	fewest := -1
	for weekday := int8(1); weekday <= 5; weekday++ {
		var there []Carer
		for i := range usual {
			if usual[i].Weekdays.Has(weekday) {
				there = append(there, Carer{usual[i].ID, usual[i].Class})
			}
		}
		if fewest < 0 || len(there) < fewest {
			fewest, out = len(there), there
		}
	}
	slices.SortFunc(out, func(a, b Carer) int { return cmp.Compare(a.ID, b.ID) })
	return out
}
