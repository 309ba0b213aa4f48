package casework_test

import (
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/api/casework"
	"tuoyuquan/api/store/storetest"
)

// openCases is how many cases the busy desk has open.
const openCases = 5000

// BenchmarkBusyDesk is B12: twenty officers look at the lists of a desk with 5,000 open cases while fifty new ones a minute come in. It
// reports the 95th percentile of a list, and how many complaints were filed meanwhile.
func BenchmarkBusyDesk(b *testing.B) {
	for engine, address := range map[string]func(testing.TB) string{"sqlite": storetest.SQLiteURL, "postgresql": storetest.PostgresURL} {
		b.Run(engine, func(b *testing.B) {
			w := newBureau(b, storetest.Open(b, address(b)))
			for i := range openCases {
				w.submit(func(r *casework.SubmitRequest) {
					r.Category = []care.Category{care.CategoryHygiene, care.CategoryFood, care.CategoryCapacity}[i%3]
				})
				w.pass(time.Second)
			}
			stop := make(chan struct{})
			var filing sync.WaitGroup
			filed := 0
			filing.Go(func() {
				tick := time.NewTicker(time.Minute / 50)
				defer tick.Stop()
				for {
					select {
					case <-stop:
						return
					case <-tick.C:
						w.submit(nil)
						filed++
					}
				}
			})
			var mu sync.Mutex
			var took []time.Duration
			b.ResetTimer()
			var officers sync.WaitGroup
			each := max(1, b.N/20)
			for o := range 20 {
				officers.Go(func() {
					r := rand.New(rand.NewPCG(12, uint64(o))) //nolint:gosec // officers, not secrets
					for range each {
						f := casework.InboxFilter{Overdue: r.IntN(4) == 0}
						if r.IntN(3) == 0 {
							f.Category = care.CategoryFood
						}
						began := time.Now()
						page, err := w.s.Inbox(b.Context(), intake, f)
						d := time.Since(began)
						if err != nil || (!f.Overdue && len(page.Cases) == 0) {
							b.Errorf("%v, %d cases", err, len(page.Cases))
							return
						}
						mu.Lock()
						took = append(took, d)
						mu.Unlock()
						time.Sleep(time.Duration(1000+r.IntN(1000)) * time.Millisecond) // an officer reads
					}
				})
			}
			officers.Wait()
			b.StopTimer()
			close(stop)
			filing.Wait()
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "median-ms")
			b.Logf("%d lists, %d filed meanwhile", len(took), filed)
		})
	}
}
