package casework

import (
	"context"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// maxPublic is the most cases of one public answer.
const maxPublic = 1000

// PublicCases returns the outlines of accepted cases of public interest, newest first: what, where, which office, how far. No word of
// what was said, nobody's name, no day finer than the week.
func (s *Service) PublicCases(ctx context.Context, f PublicFilter) (out []PublicCase, err error) {
	q := store.PublicPage{From: f.From, To: f.To, IDs: f.IDs, Open: f.Open, Limit: min(max(f.Limit, 1), maxPublic)}
	if q.To == 0 {
		q.To = s.now()
	}
	for _, r := range care.Categories() {
		if r.Public && (len(f.Categories) == 0 || contains(f.Categories, r.Category)) {
			q.Categories = append(q.Categories, r.Category)
		}
	}
	if len(q.Categories) == 0 {
		return []PublicCase{}, nil
	}
	err = s.look(ctx, "read public outlines", func(ctx context.Context, t *turn) error {
		rows, err := t.tx.PublicCases(ctx, q)
		if err != nil {
			return err
		}
		out = make([]PublicCase, 0, len(rows))
		for i := range rows {
			v, ok := care.PublicSees(rows[i].Case)
			if !ok {
				continue
			}
			p := PublicCase{PublicView: v}
			if p.Office, err = t.office(ctx, v.Unit); err != nil {
				return err
			}
			if err := t.place(ctx, &p); err != nil {
				return err
			}
			out = append(out, p)
		}
		return nil
	})
	return out, err
}

// place adds the facility, where the register shows it to everybody.
func (t *turn) place(ctx context.Context, p *PublicCase) error {
	if p.Facility == "" {
		return nil
	}
	f, err := t.tx.FacilityAlone(ctx, p.Facility)
	if care.Is(err, care.CodeNotFound) || err == nil && !f.Public(false) {
		p.Facility = ""
		return nil
	}
	p.Place = &FacilityRef{ID: f.ID, Name: f.Name}
	if f.Location != nil {
		at := f.Location.Point
		p.Point = &at
	}
	return err
}

func contains[T comparable](list []T, v T) bool {
	for _, x := range list {
		if x == v {
			return true
		}
	}
	return false
}
