package booking_test

import (
	"fmt"
	"sync/atomic"
	"testing"

	"tuoyuquan/api/booking"
	"tuoyuquan/api/care"
	"tuoyuquan/api/store/storetest"
)

// BenchmarkBookings measures complete bookings: an application that takes a place in a month for each month of a year, with its
// steps, its audit rows and its kept reply, acknowledged after the commit. SQLite commits with synchronous FULL.
func BenchmarkBookings(b *testing.B) {
	for _, engine := range []struct {
		name string
		url  func(testing.TB) string
	}{{"sqlite", storetest.SQLiteURL}, {"postgresql", storetest.PostgresURL}} {
		b.Run(engine.name, func(b *testing.B) {
			w := newTown(b, storetest.Open(b, engine.url(b)))
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
}
