package geo

import "math/bits"

// stepQueue hands out items by rising cost, in classes a fifth apart. Each item is in it once at most.
type stepQueue struct {
	first   [stepClasses]int32
	filled  [stepClasses / 64]uint64
	entries []stepEntry
}

// stepEntry ties an item to the others of its class.
type stepEntry struct {
	next, prev int32
	class      int16 // or absent
}

const (
	stepClasses = 256
	absent      = -1
)

// reset empties the queue for items 0 to n-1.
func (q *stepQueue) reset(n int) {
	if cap(q.entries) < n {
		q.entries = make([]stepEntry, n)
	}
	q.entries = q.entries[:n]
	for i := range q.entries {
		q.entries[i].class = absent
	}
	q.filled = [stepClasses / 64]uint64{}
}

// costClass is four times the binary logarithm of cost.
func costClass(cost int64) int {
	n := bits.Len64(uint64(cost))
	if n < 3 {
		return int(cost)
	}
	return n<<2 | int(cost>>(n-3))&3
}

func (q *stepQueue) push(item int32, cost int64) {
	c := costClass(cost)
	e := &q.entries[item]
	*e = stepEntry{next: absent, prev: absent, class: int16(c)}
	if q.filled[c>>6]>>(c&63)&1 != 0 {
		e.next = q.first[c]
		q.entries[e.next].prev = item
	}
	q.first[c] = item
	q.filled[c>>6] |= 1 << (c & 63)
}

// lowest returns the lowest class with an item, or absent.
func (q *stepQueue) lowest() int {
	for i, m := range q.filled {
		if m != 0 {
			return i<<6 | bits.TrailingZeros64(m)
		}
	}
	return absent
}

// pop takes an item of a class that has one.
func (q *stepQueue) pop(class int) int32 {
	item := q.first[class]
	q.remove(item)
	return item
}

func (q *stepQueue) remove(item int32) {
	e := &q.entries[item]
	if e.class == absent {
		return
	}
	if e.next != absent {
		q.entries[e.next].prev = e.prev
	}
	if c := e.class; e.prev != absent {
		q.entries[e.prev].next = e.next
	} else if e.next != absent {
		q.first[c] = e.next
	} else {
		q.filled[c>>6] &^= 1 << (c & 63)
	}
	e.class = absent
}
