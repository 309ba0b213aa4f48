package booking_test

import (
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/paulmach/orb"

	"tuoyuquan/api/booking"
	"tuoyuquan/api/care"
	"tuoyuquan/api/store/storetest"
)

// onBoth measures in a town of each engine. SQLite commits with synchronous FULL.
func onBoth(b *testing.B, f func(*testing.B, *town)) {
	for _, engine := range []struct {
		name string
		url  func(testing.TB) string
	}{{"sqlite", storetest.SQLiteURL}, {"postgresql", storetest.PostgresURL}} {
		b.Run(engine.name, func(b *testing.B) { f(b, newTown(b, storetest.Open(b, engine.url(b)))) })
	}
}

// BenchmarkBookings measures complete bookings: an application that takes a place in a month for each month of a year, with its
// steps, its audit rows and its kept reply, acknowledged after the commit.
func BenchmarkBookings(b *testing.B) {
	onBoth(b, func(b *testing.B, w *town) {
		const classes = 64
		var rooms []room
		for i := range classes {
			rooms = append(rooms, room{id: care.ClassID(fmt.Sprint("c", i)), places: 1000})
		}
		w.facility("f", rooms...)
		children := w.crowd("b", b.N)
		var next atomic.Int64
		b.SetParallelism(16)
		b.ResetTimer()
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				i := int(next.Add(1)) - 1
				c := children[i]
				_, err := w.s.Apply(b.Context(), guardian(string(w.children[c].Child.FamilyID)), booking.IdempotencyKey(c), booking.ApplyRequest{
					Child: c, Class: care.ClassID(fmt.Sprint("c", i%classes)), Start: start, As: booking.AsHold,
				})
				if err != nil {
					b.Error(err)
					return
				}
			}
		})
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "bookings/s")
	})
}

// BenchmarkClosurePreview measures what a bureau waits for before it stops a facility of two hundred children in ten classes, among sixty
// others within reach: who is concerned, and who could have a place where.
func BenchmarkClosurePreview(b *testing.B) {
	onBoth(b, func(b *testing.B, w *town) {
		var rooms []room
		for i := range 10 {
			rooms = append(rooms, room{id: care.ClassID(fmt.Sprint("c", i)), places: 20})
		}
		w.facilityAt("f", &orb.Point{120.70, 31.30}, rooms...)
		for i := range 60 {
			id := fmt.Sprint("near", i)
			w.facilityAt(care.FacilityID(id), &orb.Point{120.70 + 0.0004*float64(i), 31.30}, room{id: care.ClassID(id + "a"), places: 3}, room{id: care.ClassID(id + "b"), places: 3})
		}
		for i, c := range w.crowd("k", 200) {
			who := guardian(string(w.children[c].Child.FamilyID))
			v := w.applied(who, c, rooms[i%10].id, booking.AsHold)
			w.must(who, v, care.ActSubmit, booking.ActRequest{}, care.StateSubmitted)
		}
		b.ResetTimer()
		for b.Loop() {
			p, err := w.s.PreviewClosure(b.Context(), district, "f")
			if err != nil || p.Affected.Coming != 200 || p.Suited < 150 {
				b.Fatalf("%d coming, %d suited: %v", p.Affected.Coming, p.Suited, err)
			}
		}
	})
}
