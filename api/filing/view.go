package filing

import (
	"context"
	"slices"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// View is a dossier as one side sees it.
type View struct {
	care.Dossier

	FacilityName string
	Form         care.FilingForm
	Filed        *care.FilingForm // what is filed now, of a change
	Changed      []string         // the fields in which the form differs from it
	Findings     []care.FilingFinding
	Needs        []care.MaterialNeed
	Materials    []store.FilingMaterial
	Items        []Item // for the bureau
	Events       []care.FilingEvent
	Actions      []care.FilingAction
	Authority    string
}

// Item is something to verify, with what was found.
type Item struct {
	Item care.FilingItem
	care.ItemCheck
}

// Desk is the facility's side: what it has, what it is at, and what it may begin.
type Desk struct {
	Facility  care.Facility // without classes
	Titles    []care.Title
	Dossiers  []care.Dossier // the latest first
	MayBegin  []Beginning
	Authority string
}

// Beginning is a matter a facility may bring now.
type Beginning struct {
	Kind  care.FilingKind
	Basis care.FilingBasis
}

// Desk shows a facility where it stands.
func (s *Service) Desk(ctx context.Context, actor care.Actor) (out Desk, err error) {
	if err := actor.May(care.MayFile, care.Owner{Facility: actor.Facility}); err != nil {
		return out, err
	}
	err = s.look(ctx, "look at a facility's filing", func(t *turn) error {
		f, err := t.tx.FacilityAlone(ctx, actor.Facility)
		if err != nil {
			return err
		}
		rows, err := t.tx.Dossiers(ctx, f.ID)
		if err != nil {
			return err
		}
		out = Desk{Facility: f}
		for _, r := range rows {
			out.Dossiers = append(out.Dossiers, r.Dossier)
		}
		if out.Titles, err = t.titles(ctx, &f); err != nil {
			return err
		}
		if out.Authority, err = t.authority(ctx, f.AreaCode); err != nil {
			return err
		}
		out.MayBegin = t.beginnings(&f, out.Titles, rows)
		return nil
	})
	return out, err
}

// titles are what a facility was given. One that came in by a list has what the list says.
func (t *turn) titles(ctx context.Context, f *care.Facility) ([]care.Title, error) {
	list, err := t.tx.Titles(ctx, f.ID)
	if err != nil || len(list) > 0 || !f.Public(false) && f.Filing.Status != care.FilingSuspended {
		return list, err
	}
	basis := care.BasisFiling
	if f.Filing.Status == care.Licensed {
		basis = care.BasisLicence
	}
	return []care.Title{{Facility: f.ID, Basis: basis, No: f.Filing.No, Authority: f.Filing.Authority, GrantedOn: f.Filing.Date}}, nil
}

func standing(titles []care.Title, basis care.FilingBasis) bool {
	return slices.ContainsFunc(titles, func(t care.Title) bool { return t.EndedOn.IsZero() && (basis == "" || t.Basis == basis) })
}

// titled is the law under which a facility stands, the newer one where there are two.
func titled(titles []care.Title) care.FilingBasis {
	for _, b := range []care.FilingBasis{care.BasisLicence, care.BasisFiling} {
		if standing(titles, b) {
			return b
		}
	}
	return ""
}

func (t *turn) beginnings(f *care.Facility, titles []care.Title, rows []store.SealedDossier) (out []Beginning) {
	for i := range rows {
		if rows[i].State.Open() {
			return nil
		}
	}
	for _, b := range t.rules.FilingBases(f.AreaCode, t.today) {
		if !standing(titles, b) {
			out = append(out, Beginning{care.FilingNew, b})
		}
	}
	if stands := titled(titles); stands != "" {
		out = append(out, Beginning{care.FilingChange, stands}, Beginning{care.FilingCancel, stands})
	}
	return out
}

// authority names who answers for filings in an area: 国卫办人口发〔2019〕25号 leaves no other than the county's department.
func (t *turn) authority(ctx context.Context, area string) (string, error) {
	word, ok := t.rules.Text(care.RuleFilingAuthority, area, t.today)
	if !ok {
		word = "卫生健康"
	}
	name, err := t.tx.NameOfArea(ctx, area[:min(6, len(area))])
	return name + word + "部门", err
}

// view shows a dossier. The bureau sees what was verified; the facility sees what it may still do about it.
func (t *turn) view(ctx context.Context, d *dossier, by care.Role) (v View, err error) {
	v = View{Dossier: d.Dossier, Form: d.form, Actions: care.FilingActions(d.Dossier, by)}
	f, err := t.tx.FacilityAlone(ctx, d.Facility)
	if err != nil {
		return v, err
	}
	v.FacilityName = f.Name
	if v.Materials, err = t.tx.MaterialsOf(ctx, string(d.ID)); err != nil {
		return v, err
	}
	if v.Events, err = t.tx.FilingSteps(ctx, d.ID); err != nil {
		return v, err
	}
	if v.Authority, err = t.authority(ctx, d.Area); err != nil {
		return v, err
	}
	around, err := t.surroundings(ctx, d, &f, v.Materials)
	if err != nil {
		return v, err
	}
	v.Findings = care.CheckFiling(d.Kind, &d.form, around, t.rules, t.today)
	v.Needs = care.FilingMaterials(d.Kind, &d.form, t.rules, t.today)
	if d.Kind == care.FilingChange && around.FiledForm != nil {
		v.Filed, v.Changed = around.FiledForm, care.FilingDiff(around.FiledForm, &d.form)
	}
	if by != care.ActorFacility {
		for _, item := range t.items(d, v.Materials) {
			v.Items = append(v.Items, Item{item, d.checks[item]})
		}
	}
	return v, nil
}

func (t *turn) items(d *dossier, given []store.FilingMaterial) []care.FilingItem {
	return care.FilingItems(d.Kind, &d.form, materialsOf(given), t.rules, t.today)
}

func materialsOf(rows []store.FilingMaterial) []care.Material {
	out := make([]care.Material, len(rows))
	for i, r := range rows {
		out[i] = care.Material{Kind: care.MaterialKind(r.Kind)}
		_ = out[i].Issued.UnmarshalText([]byte(r.IssuedOn)) // written from dates
		_ = out[i].Until.UnmarshalText([]byte(r.ValidUntil))
	}
	return out
}

// surroundings are what others know of whoever files.
func (t *turn) surroundings(ctx context.Context, d *dossier, f *care.Facility, given []store.FilingMaterial) (a care.FilingSurroundings, err error) {
	a = care.FilingSurroundings{Materials: materialsOf(given), OwnArea: f.AreaCode}
	district := d.Area[:min(6, len(d.Area))]
	if code := d.form.CreditCode; code != "" {
		if a.SameCode, err = t.tx.CodeShared(ctx, f.ID, code, district); err != nil {
			return a, err
		}
		if a.Listed, a.Lists, err = t.tx.CodeKnown(ctx, code, district); err != nil {
			return a, err
		}
	}
	if a.Children, err = t.children(ctx, f.ID); err != nil {
		return a, err
	}
	if d.Kind == care.FilingChange {
		filed, err := t.filed(ctx, d.Facility)
		if err != nil {
			return a, err
		}
		a.FiledForm = &filed
	}
	return a, nil
}

// children are those a facility has, or who ask it for a place: an end would leave them without a word.
func (t *turn) children(ctx context.Context, id care.FacilityID) (int, error) {
	placed, err := t.tx.Placed(ctx, id, t.today.MonthOf())
	if err != nil {
		return 0, err
	}
	classes, err := t.tx.ClassesOf(ctx, id)
	if err != nil {
		return 0, err
	}
	there := make(map[care.ChildID]bool)
	for _, c := range classes {
		apps, err := t.tx.OfClass(ctx, c.ID)
		if err != nil {
			return 0, err
		}
		for _, a := range apps {
			if a.State.Live() || a.State.Waiting() {
				there[a.ChildID] = true
			}
		}
	}
	return max(placed, len(there)), nil
}

// filed is the form a facility stands by: that of its last matter that was granted, else what the register knows.
func (t *turn) filed(ctx context.Context, id care.FacilityID) (care.FilingForm, error) {
	f, err := t.tx.WholeFacility(ctx, id)
	if err != nil {
		return care.FilingForm{}, err
	}
	rows, err := t.tx.Dossiers(ctx, id)
	if err != nil {
		return care.FilingForm{}, err
	}
	form := formOf(&f, t.today.MonthOf())
	for _, r := range rows {
		if r.State != care.DossierDone || r.Kind == care.FilingCancel {
			continue
		}
		d, err := t.unseal(r)
		if err != nil {
			return care.FilingForm{}, err
		}
		d.form.Classes = sameClasses(d.form.Classes, form.Classes)
		return d.form, nil
	}
	return form, nil
}

// sameClasses gives classes of a form the ids of the facility's. What became of the figures since is the register's to say.
func sameClasses(filed, known []care.FilingClass) []care.FilingClass {
	out := slices.Clone(known)
	for i := range out {
		for _, c := range filed {
			if c.ID == out[i].ID || c.Name == out[i].Name && c.Band == out[i].Band && c.Mode == out[i].Mode {
				out[i].Carers = c.Carers
			}
		}
	}
	return out
}

// formOf is a form as far as the register knows it.
func formOf(f *care.Facility, month care.Month) care.FilingForm {
	form := care.FilingForm{
		Name: f.Name, CreditCode: f.CreditCode, Route: care.FilingRouteOf(f.CreditCode), Kind: f.Kind, Nature: f.Nature, Inclusive: f.Inclusive,
		OpenToPublic: f.OpenToPublic, Modes: f.Modes, AreaCode: f.AreaCode, AreaName: f.AreaName, Address: f.Address, FloorArea: f.FloorArea, Staff: f.Staff,
	}
	for i := range f.Classes {
		c := &f.Classes[i]
		k := care.FilingClass{ID: c.ID, Name: c.Name, Band: c.Band, Mode: c.Mode}
		for _, p := range c.Pools {
			if p.Month <= month || k.Places == 0 {
				k.Places = p.Filed
			}
		}
		form.Classes = append(form.Classes, k)
	}
	return form
}
