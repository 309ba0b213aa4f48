package kv

import "time"

// The limiter is the generic cell rate algorithm in whole microseconds, so that the Go code here and the script in
// redis.go give the same answer to the same call at the same instant:
//
//	gap  = per/limit, rounded up to a whole µs: a token comes every gap
//	full = gap*limit: an untouched key has limit tokens
//	tat  = when the bucket will be full again; only this is kept, and it is worthless once it has passed
//	next = max(now, min(tat, now+full)) + gap; allowed if next <= now+full, and then tat = next
//
// The clamp of tat to now+full keeps a clock that was set back from locking a key for longer than one period.

// rate is a limit in the units of the algorithm.
type rate struct {
	gap, full int64 // µs
}

func rateOf(limit int, per time.Duration) (rate, error) {
	us := per.Microseconds()
	if limit < 1 || limit > MaxLimit || us < 1 || per > MaxPeriod {
		return rate{}, ErrLimit
	}
	n := int64(limit)
	gap := (us + n - 1) / n
	return rate{gap: gap, full: gap * n}, nil
}

// take gives the new tat and true, or the µs to wait and false. A tat of 0 is a key never seen.
func (r rate) take(tat, now int64) (next, wait int64, ok bool) {
	next = max(now, min(tat, now+r.full)) + r.gap
	if wait = next - now - r.full; wait > 0 {
		return tat, wait, false
	}
	return next, 0, true
}

// maxLimited is how many keys the in-process limiter remembers. Beyond it, keys whose bucket is full again go first,
// then any: a flood of made-up keys costs memory no more than this and may at worst refill somebody's bucket.
const maxLimited = 200_000

// limiter is the in-process limiter. The caller holds a lock.
type limiter struct {
	tats  map[string]int64
	sweep int // size at which expired keys are looked for
}

func newLimiter() *limiter { return &limiter{tats: make(map[string]int64), sweep: 1024} }

func (l *limiter) allow(key string, r rate, now int64) (bool, time.Duration) {
	next, wait, ok := r.take(l.tats[key], now)
	if !ok {
		return false, time.Duration(wait) * time.Microsecond
	}
	l.tats[key] = next
	if len(l.tats) > l.sweep {
		l.shrink(key, now)
	}
	return true, 0
}

func (l *limiter) shrink(keep string, now int64) {
	for k, tat := range l.tats {
		if tat <= now {
			delete(l.tats, k)
		}
	}
	for k := range l.tats { // map order is random enough
		if len(l.tats) <= maxLimited*9/10 {
			break
		}
		if k != keep {
			delete(l.tats, k)
		}
	}
	l.sweep = min(maxLimited, max(1024, 2*len(l.tats)))
}
