package registry

import (
	"strings"
	"testing"

	"tuoyuquan/api/care"
)

func TestBerlin(t *testing.T) {
	in, file, err := OpenFile(shared(t, "berlin_kitas_clean.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close() //nolint:errcheck // a test
	st, o := newStore(t), options()
	if o.Mapping, err = NamedMapping("berlin"); err != nil {
		t.Fatal(err)
	}
	rep := mustImport(t, st, in, o)
	t.Logf("%+v", rep)
	if rep.Rows != 2552 || rep.BadRows != 0 || rep.Source != "berlin" || rep.NeedsLocation != 0 {
		t.Fatalf("%+v", rep)
	}
	if rep.Created+rep.Skipped != 2552 || rep.Skipped < 523 || rep.Skipped > 540 {
		t.Fatalf("created %d, skipped %d", rep.Created, rep.Skipped)
	}
	counts(t, mustImport(t, st, in, o), 0, 0, rep.Created)
	o.DryRun = true
	counts(t, mustImport(t, st, in, o), 0, 0, rep.Created)
	var got care.Facility
	err = st.EachFacility(t.Context(), func(f care.Facility) error {
		if f.ExternalID == "1376" {
			got = f
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if got.Name != "Mosaik" || got.Address != "Donaustr. 88, 12043 Berlin" || got.AreaName != "Neukölln" || got.Nature != care.NaturePrivate ||
		strings.Join(got.Languages, ",") != "de,ar,en,pl,tr" || got.Filing.Status != care.Licensed || !got.Public(false) {
		t.Errorf("%+v", got)
	}
	if l := got.Location; l == nil || l.Point[1] != 52.47999 || l.Point[0] != 13.44072 || l.System != care.WGS84 || l.Source != care.LocationGiven {
		t.Errorf("location %+v", l)
	}
	if h := formatHours(got.Hours); h != "周一至周五 06:00-17:00" {
		t.Errorf("hours %s", h)
	}
	if len(got.Classes) != 1 || got.Classes[0].Pools[0].Filed != 45 || got.Classes[0].Pools[0].Staffed != 45 ||
		got.Classes[0].ConfirmedAt != 0 || got.Classes[0].FromMonths != 2 {
		t.Errorf("classes %+v", got.Classes)
	}
}
