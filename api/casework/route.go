package casework

import (
	"context"
	"slices"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// desk is the unit that takes a complaint of an area in. There always is one: where nobody has opened an office, the district's own
// is made in its name.
func (t *turn) desk(ctx context.Context, area string) (care.UnitID, error) {
	units, err := t.plainUnits(ctx)
	if err != nil {
		return "", err
	}
	if id, ok := care.DeskOf(area, units, t.rules, t.today); ok {
		return id, nil
	}
	return t.backstop(ctx, area)
}

func (t *turn) backstop(ctx context.Context, area string) (care.UnitID, error) {
	if area == "" {
		return "", care.Errorf(care.Invalid, care.CodeFormIncomplete, "area", "the place lies in no district that is known")
	}
	name, err := t.tx.NameOfArea(ctx, area)
	if err != nil {
		return "", err
	}
	u := store.Unit{
		Unit: care.Unit{ID: care.UnitID("backstop-" + area), Area: area, Kind: care.UnitBackstop, Name: name + "托育投诉受理处", Backstop: true},
		At:   t.now,
	}
	err = t.tx.Backstop(ctx, u)
	t.units = nil
	return u.ID, err
}

// unitsFor are the unit that answers for a category in an area, and those that work along. It is total: every area has a backstop.
func (t *turn) unitsFor(ctx context.Context, category care.Category, area string) (lead care.UnitID, along []care.UnitID, err error) {
	units, err := t.plainUnits(ctx)
	if err != nil {
		return "", nil, err
	}
	lead, along, ok := care.PickUnits(care.RouteOf(category, area, t.rules, t.today), area, units)
	if !ok {
		lead, err = t.backstop(ctx, area)
	}
	return lead, along, err
}

// assignByRoute names the unit as the table of routes says (C5), in the turn of the acceptance.
func (t *turn) assignByRoute(ctx context.Context, f *file) error {
	lead, along, err := t.unitsFor(ctx, f.Category, f.Area)
	if err != nil {
		return err
	}
	return t.step(ctx, f, care.CaseEdgeAssign, care.CaseSystem(), care.CaseFacts{UnitKnown: true, Body: care.CaseBody{Unit: lead, CoUnits: along}})
}

// unitKnown reports whether the units a request names are open and at work for an area.
func (t *turn) unitKnown(ctx context.Context, area string, b care.CaseBody) (bool, error) {
	units, err := t.allUnits(ctx)
	if err != nil {
		return false, err
	}
	for _, id := range append(slices.Clone(b.CoUnits), b.Unit) {
		if id != "" && !slices.ContainsFunc(units, func(u store.Unit) bool {
			return u.ID == id && (u.Area == care.National || care.Within(area, u.Area))
		}) {
			return false, nil
		}
	}
	return b.Unit != "" || len(b.CoUnits) > 0, nil
}
