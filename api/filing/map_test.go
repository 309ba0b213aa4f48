package filing

import (
	"testing"

	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

// A facility that is filed stands on the map where its address is, and moves when a change of its address is granted: families near the
// place it left are not sent there.
func TestFiledFacilityStandsAtItsAddress(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := newWorld(t, st)
		old, moved := orb.Point{116.44, 39.92}, orb.Point{116.48, 39.95}
		must(t, w.st.ReplacePlaces(t.Context(), care.System("test"), 1, "test", []care.Place{
			{ID: "p1", Name: "幸福路1号", Kind: care.PlacePOI, Point: old, AreaCode: "110105001"},
			{ID: "p2", Name: "和平街8号", Kind: care.PlacePOI, Point: moved, AreaCode: "110105001"},
		}))
		at := func(want *orb.Point) {
			t.Helper()
			f, err := w.st.Facility(t.Context(), "f1")
			must(t, err)
			switch {
			case want == nil && f.Location != nil:
				t.Fatalf("it stands at %v, where nobody knows its address", f.Location.Point)
			case want != nil && (f.Location == nil || f.Location.Point != *want):
				t.Fatalf("it stands at %+v, not at %v", f.Location, *want)
			}
		}
		w.granted()
		at(&old)
		change := func(address string) {
			t.Helper()
			v, err := w.Begin(t.Context(), owner, care.FilingChange, care.BasisFiling)
			must(t, err)
			form := v.Form
			form.Address = address
			v, err = w.Save(t.Context(), owner, v.ID, v.Version, form)
			must(t, err)
			v = w.act(w.submit(v), Act{Action: care.FilingReceive})
			v = w.checkAll(w.act(v, Act{Action: care.FilingVerify}))
			w.act(v, Act{Action: care.FilingGrant})
		}
		change("和平街8号")
		at(&moved)
		change("无名胡同乙")
		at(nil)
	})
}
