package registry

import (
	"reflect"

	"tuoyuquan/api/care"
)

// rendered is a facility as cells. What the plain columns cannot say without loss goes into a JSON cell instead, so that
// an export read again is the same; and what they can say stays there, where people can read and change it.
type rendered struct {
	f *care.Facility

	hours       string
	fees        []string // by feeColumnList
	feesJSON    string
	bands       [5]bandCells
	confirmed   string
	month       string
	classesJSON string
}

func render(f *care.Facility) *rendered {
	r := &rendered{f: f, fees: make([]string, len(feeColumnList))}
	r.renderHours()
	r.renderFees()
	r.renderClasses()
	return r
}

func (r *rendered) renderHours() {
	if len(r.f.Hours) == 0 {
		return
	}
	r.hours = formatHours(r.f.Hours)
	if back, err := parseHours(r.hours); err != nil || !reflect.DeepEqual(back, r.f.Hours) {
		r.hours = asJSON(r.f.Hours)
	}
}

func (r *rendered) renderFees() {
	last := -1
	cells := make([]string, len(feeColumnList))
	for _, fee := range r.f.Fees {
		at := -1
		for i, c := range feeColumnList {
			same := c.fee
			same.Amount, same.Unit = fee.Amount, fee.Unit
			if same == fee {
				at = i
			}
		}
		text := ""
		if at > last { // in the order in which they would be read
			text = formatFee(fee)
		}
		amount, unit, err := parseFee(text, care.PerMonth)
		if err != nil || amount != fee.Amount || unit != fee.Unit {
			r.feesJSON = asJSON(r.f.Fees)
			return
		}
		cells[at], last = text, at
	}
	r.fees = cells
}

func (r *rendered) renderClasses() {
	if len(r.f.Classes) == 0 {
		return
	}
	want := make([]care.Class, len(r.f.Classes))
	for i, c := range r.f.Classes {
		c.ID = ""
		want[i] = c
	}
	cells := *r
	if cells.classCells(want) {
		*r = cells
		return
	}
	r.classesJSON = asJSON(want)
}

// classCells tries to say the classes in plain columns, and reports whether reading them gives the same again.
func (r *rendered) classCells(want []care.Class) bool {
	var confirmed care.Instant
	for i := range want {
		c := &want[i]
		at := -1
		for j := range bandNames {
			if bandNames[j].band == c.Band && bandNames[j].zh == c.Name {
				at = j
			}
		}
		if c.Name == wholeName {
			at = len(bandNames)
		}
		if at < 0 || len(c.Pools) != 1 || !r.bands[at].empty() {
			return false
		}
		r.bands[at] = cellsOf(c, at)
		confirmed = max(confirmed, c.ConfirmedAt)
		r.month = c.Pools[0].Month.String()
	}
	if confirmed > 0 {
		r.confirmed = confirmed.Time().Format("2006-01-02T15:04:05.000Z07:00")
	}
	d := draft{f: care.Facility{Modes: r.f.Modes}, bands: r.bands, confirmed: confirmed}
	month, err := care.ParseMonth(r.month)
	if err != nil {
		return false
	}
	d.month = month
	back, err := buildClasses(&d, month)
	return err == nil && reflect.DeepEqual(back, want)
}

func cellsOf(c *care.Class, at int) bandCells {
	p := c.Pools[0]
	b := bandCells{filed: &p.Filed}
	if p.Staffed != p.Filed {
		b.staffed = &p.Staffed
	}
	if c.ConfirmedAt > 0 {
		b.taken = &p.Taken
	}
	standard := care.Band{From: 6, To: 36}
	if at < len(bandNames) {
		standard, _ = c.Band.Band()
	}
	if standard.From != c.FromMonths || standard.To != c.ToMonths {
		b.from, b.to = &c.FromMonths, &c.ToMonths
	}
	return b
}

func (r *rendered) cells() []string {
	out := make([]string, len(table))
	for i := range table {
		out[i] = table[i].write(r)
	}
	return out
}
