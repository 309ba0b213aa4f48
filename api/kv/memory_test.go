package kv_test

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tuoyuquan/api/kv"
)

func TestMemoryExpires(t *testing.T) {
	c := newClock()
	m := kv.NewMemory(c.Now)
	defer m.Close() //nolint:errcheck // a test
	if err := m.Set(t.Context(), "a", []byte("1"), 1500*time.Microsecond); err != nil {
		t.Fatal(err)
	}
	c.Advance(2*time.Millisecond - time.Microsecond) // rounded up to a whole millisecond, as in Redis
	if _, ok, _ := m.Get(t.Context(), "a"); !ok {
		t.Fatal("gone too early")
	}
	c.Advance(time.Microsecond)
	if _, ok, _ := m.Get(t.Context(), "a"); ok {
		t.Fatal("still there at its end")
	}
	if m.Bytes() != 0 {
		t.Fatalf("%d bytes held by nothing", m.Bytes())
	}
}

// TestMemoryStaysSmall checks with random use that the bound holds, that nothing but the least recently used goes, and
// that what is found is what was last set.
func TestMemoryStaysSmall(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const room, cost = 4000, 200
		c := newClock()
		m := kv.NewMemory(c.Now, kv.WithBytes(room))
		defer m.Close() //nolint:errcheck // a test
		type item struct {
			key string
			val []byte
			end time.Time
		}
		var model []item // least recently used first
		find := func(key string) int {
			for i := range model {
				if model[i].key == key {
					return i
				}
			}
			return -1
		}
		drop := func(i int) { model = append(model[:i:i], model[i+1:]...) }
		ctx := context.Background()
		for range rapid.IntRange(1, 120).Draw(t, "steps") {
			key := fmt.Sprint("k", rapid.IntRange(0, 25).Draw(t, "key"))
			switch rapid.IntRange(0, 3).Draw(t, "what") {
			case 0, 1:
				val := make([]byte, rapid.IntRange(0, 5000).Draw(t, "size"))
				ttl := time.Duration(rapid.IntRange(1, 50).Draw(t, "ttl")) * time.Millisecond
				if err := m.Set(ctx, key, val, ttl); err != nil {
					t.Fatal(err)
				}
				if i := find(key); i >= 0 {
					drop(i)
				}
				if len(key)+len(val)+cost > room {
					break
				}
				model = append(model, item{key, val, c.Now().Add(ttl)})
				for sum := int64(1 << 60); sum > room; {
					sum = 0
					for _, it := range model {
						sum += int64(len(it.key) + len(it.val) + cost)
					}
					if sum > room {
						drop(0)
					}
				}
			case 2:
				val, ok, _ := m.Get(ctx, key)
				i := find(key)
				there := i >= 0 && c.Now().Before(model[i].end)
				if ok != there || ok && len(val) != len(model[i].val) {
					t.Fatalf("Get(%s) = %d bytes, %v; the model says %v", key, len(val), ok, there)
				}
				if i >= 0 {
					it := model[i]
					drop(i)
					if there {
						model = append(model, it)
					}
				}
			case 3:
				c.Advance(time.Duration(rapid.IntRange(0, 10000).Draw(t, "us")) * time.Microsecond)
			}
			if m.Bytes() > room {
				t.Fatalf("%d bytes held, bound %d", m.Bytes(), room)
			}
		}
	})
}

// TestLimiterForgets floods the limiter with made-up keys and checks that it stays bounded.
func TestLimiterForgets(t *testing.T) {
	c := newClock()
	m := kv.NewMemory(c.Now)
	defer m.Close() //nolint:errcheck // a test
	for i := range 450_000 {
		if _, _, err := m.Allow(t.Context(), strconv.Itoa(i), 1, time.Hour); err != nil {
			t.Fatal(err)
		}
	}
	if n := m.Limited(); n > 200_001 {
		t.Fatalf("%d keys remembered", n)
	}
	c.Advance(2 * time.Hour)
	for i := range 100_000 {
		_, _, _ = m.Allow(t.Context(), fmt.Sprint("x", i), 1, time.Hour)
	}
	if n := m.Limited(); n > 100_000 {
		t.Fatalf("%d keys remembered after all but 100,000 had ended", n)
	}
}

// TestMemoryManyHands uses everything from many goroutines at once, for the race detector and for goleak.
func TestMemoryManyHands(t *testing.T) {
	manyHands(t, kv.NewMemory(time.Now, kv.WithBytes(20_000), kv.WithBuffer(2)))
}

func manyHands(t *testing.T, k kv.KV) {
	t.Helper()
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for j := range 40 {
				ctx, cancel := context.WithCancel(context.Background())
				key := fmt.Sprint("k", (i+j)%5)
				_ = k.Set(ctx, key, make([]byte, 100*j), time.Millisecond)
				_, _, _ = k.Get(ctx, key)
				_, _, _ = k.Allow(ctx, key, 3, time.Millisecond)
				ch, err := k.Subscribe(ctx, key)
				_ = k.Publish(ctx, key, []byte("m"))
				_ = k.Delete(ctx, key)
				cancel()
				if err == nil {
					for range ch {
					}
				}
			}
		})
	}
	wg.Wait()
	for range 4 {
		wg.Go(func() { _ = k.Close() })
	}
	wg.Wait()
}

func BenchmarkAllow(b *testing.B) {
	m := kv.NewMemory(time.Now)
	defer m.Close() //nolint:errcheck // a bench
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		_, _, _ = m.Allow(context.Background(), keys[i&255], 100, time.Second)
	}
}

func BenchmarkGet(b *testing.B) {
	m := kv.NewMemory(time.Now)
	defer m.Close() //nolint:errcheck // a bench
	for _, k := range keys {
		_ = m.Set(context.Background(), k, make([]byte, 512), time.Hour)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		_, _, _ = m.Get(context.Background(), keys[i&255])
	}
}

var keys = func() (ks [256]string) {
	for i := range ks {
		ks[i] = fmt.Sprint("limit:", i)
	}
	return ks
}()
