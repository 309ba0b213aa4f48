package server

import (
	"bytes"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
)

func reportPath(i int) string {
	return "/api/v1/facilities/" + string(facilityAt(i, orb.Point{}, 0).ID) + "/vacancy-reports"
}

var toldFull = map[string]string{"told": "full"}

func TestReportsLowerTrust(t *testing.T) {
	w := newTown(t, Options{TrustedProxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}}, facilityAt(1, crossing(5, 5), 3))
	near := "near=" + at(crossing(5, 5)) + "&age_months=20"
	if r := w.do("POST", reportPath(1), toldFull, "X-Forwarded-For", "203.0.113.7"); r.status != 202 {
		t.Fatalf("first report: %d %s", r.status, r.body)
	}
	if r := w.do("POST", reportPath(1), toldFull, "X-Forwarded-For", "203.0.113.7"); r.status != 409 || w.problemOf(r).Code != care.CodeAlreadyReported {
		t.Errorf("second report of one network: %d %s", r.status, r.body)
	}
	w.catchUp()
	if v := w.list(near).Items[0].Vacancy; v.State != "free" || v.Doubtful {
		t.Errorf("one report makes it %+v", v)
	}
	if r := w.do("POST", reportPath(1), toldFull, "X-Forwarded-For", "203.0.113.8"); r.status != 202 {
		t.Fatalf("report of another network: %d %s", r.status, r.body)
	}
	w.catchUp()
	if v := w.list(near).Items[0].Vacancy; !v.Doubtful || v.Free != nil || v.State != "unknown" {
		t.Errorf("two reports make it %+v", v)
	}
	if l := w.list(near + "&vacant=true"); l.Total != 0 || l.Empty.Reason != "all_full" {
		t.Errorf("a doubtful figure counts as room: %+v", l)
	}
}

func TestReportsOfHiddenFacilities(t *testing.T) {
	hidden := facilityAt(2, crossing(5, 5), 3)
	hidden.Filing.Status = care.FilingSuspended
	w := newTown(t, Options{}, hidden)
	for _, i := range []int{2, 3} {
		if r := w.do("POST", reportPath(i), toldFull); r.status != 404 {
			t.Errorf("facility %d: %d %s", i, r.status, r.body)
		}
	}
}

// One network gets so many reports a day, whatever it writes into the headers.
func TestReportsAreLimited(t *testing.T) {
	var fs []care.Facility
	for i := range 12 {
		fs = append(fs, facilityAt(i, crossing(float64(i), 5), 3))
	}
	w := newTown(t, Options{ReportsPerDay: 10}, fs...)
	for i := range 12 {
		forged := fmt.Sprintf("198.51.100.%d", i)
		r := w.do("POST", reportPath(i), toldFull, "X-Forwarded-For", forged, "X-Real-IP", forged, "Forwarded", "for="+forged)
		want := 202
		if i >= 10 {
			want = 429
		}
		if r.status != want {
			t.Errorf("report %d: %d %s, want %d", i+1, r.status, r.body, want)
		}
		if want == 429 && (r.header.Get("Retry-After") == "" || w.problemOf(r).Code != care.CodeTooMany) {
			t.Errorf("refused without saying for how long: %v %s", r.header, r.body)
		}
	}
}

// Behind a trusted proxy, what the client itself put in front of the header does not count.
func TestTrustedProxyHeaderIsReadFromItsEnd(t *testing.T) {
	w := newTown(t, Options{ReportsPerDay: 1, TrustedProxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("10.0.0.0/8")}},
		facilityAt(1, crossing(5, 5), 3), facilityAt(2, crossing(6, 5), 3), facilityAt(3, crossing(7, 5), 3))
	if r := w.do("POST", reportPath(1), toldFull, "X-Forwarded-For", "1.1.1.1, 203.0.113.7, 10.0.0.3"); r.status != 202 {
		t.Fatalf("%d %s", r.status, r.body)
	}
	if r := w.do("POST", reportPath(2), toldFull, "X-Forwarded-For", "2.2.2.2, 203.0.113.7"); r.status != 429 {
		t.Errorf("the same network with another forged address: %d", r.status)
	}
	if r := w.do("POST", reportPath(2), toldFull, "X-Forwarded-For", "203.0.113.9"); r.status != 202 {
		t.Errorf("another network: %d %s", r.status, r.body)
	}
	if r := w.do("POST", reportPath(3), toldFull, "X-Forwarded-For", "2001:db8:1:2:3::4"); r.status != 202 {
		t.Errorf("an IPv6 network: %d %s", r.status, r.body)
	}
	if r := w.do("POST", reportPath(2), toldFull, "X-Forwarded-For", "2001:db8:1:2:ffff::9"); r.status != 429 {
		t.Errorf("the same /64: %d", r.status)
	}
}

// The reporter's address is nowhere in the database, and the same network has another key at another facility.
func TestReportersStayUnknown(t *testing.T) {
	w := newTown(t, Options{TrustedProxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}}, facilityAt(1, crossing(5, 5), 3))
	if r := w.do("POST", reportPath(1), toldFull, "X-Forwarded-For", "203.0.113.77"); r.status != 202 {
		t.Fatalf("%d %s", r.status, r.body)
	}
	w.sequence()
	changes, err := w.store.Changes(t.Context(), 0, 500)
	if err != nil {
		t.Fatal(err)
	}
	last := changes[len(changes)-1]
	if last.Kind != care.ChangeVacancyReported || last.Actor.Kind != care.ActorAnonymous || len(last.Actor.ID) != 32 {
		t.Errorf("change %+v", last)
	}
	n := networkOf(netip.MustParseAddr("203.0.113.77"))
	if a, b := w.reporterKey(n, care.FacilityID(last.ID)), w.reporterKey(n, "another"); a != last.Actor.ID || a == b {
		t.Errorf("keys %s, %s of the change %s", a, b, last.Actor.ID)
	}
	if err := w.store.Close(); err != nil {
		t.Fatal(err)
	}
	w.noneHolds("203.0.113.77")
}

// One family that reports on two days is one voice; a second family makes two.
func TestOneFamilyIsOneVoice(t *testing.T) {
	w := newTown(t, Options{TrustedProxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}}, facilityAt(1, crossing(5, 5), 3))
	voices := func() (n int) {
		f, err := w.store.Facility(t.Context(), facilityAt(1, crossing(5, 5), 3).ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range f.Classes {
			n = max(n, c.Reports)
		}
		return n
	}
	for i, c := range []struct {
		from string
		wait time.Duration
		want int
	}{{"203.0.113.77", 0, 1}, {"203.0.113.77", 24 * time.Hour, 1}, {"198.51.100.7", 0, 2}} {
		w.clock.move(c.wait)
		if r := w.do("POST", reportPath(1), toldFull, "X-Forwarded-For", c.from); r.status != 202 {
			t.Fatalf("report %d: %d %s", i, r.status, r.body)
		}
		if got := voices(); got != c.want {
			t.Errorf("after report %d: %d voices, want %d", i, got, c.want)
		}
	}
}

// noneHolds looks through all files of the test, those of the database too, for a text.
func (w *town) noneHolds(text string) {
	w.Helper()
	databases, root := 0, filepath.Dir(w.dir) // the database has a folder of its own beside the town's
	err := filepath.WalkDir(root, func(f string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		if filepath.Ext(f) == ".db" {
			databases++
		}
		body, err := os.ReadFile(f) //nolint:gosec // a file of this test
		if bytes.Contains(body, []byte(text)) {
			w.Errorf("%s holds %q", strings.TrimPrefix(f, root), text)
		}
		return err
	})
	if err != nil || databases == 0 {
		w.Fatalf("%d databases in %s: %v", databases, root, err)
	}
}
