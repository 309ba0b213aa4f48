package geo

import "math/bits"

// stepQueue hands out items of two kinds by rising cost, in classes a fifth apart. Each item is in it once at most.
type stepQueue struct {
	first   [2 * stepClasses]int32 // of each class; for the other kind from stepClasses on
	filled  [2][stepClasses / 64]uint64
	entries []stepEntry
}

// stepEntry ties an item to the others of its class.
type stepEntry struct {
	next, prev int32
	class      int32 // or absent
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
	q.filled = [2][stepClasses / 64]uint64{}
}

// costClass is four times the binary logarithm of cost, which is not negative.
func costClass(cost int64) int32 {
	n := bits.Len64(uint64(cost))
	if n < 3 {
		return int32(cost)
	}
	return int32(n<<2) | int32(cost>>(n-3))&3
}

// classCost is the lowest cost of a class.
func classCost(class int) int64 {
	if class < 3<<2 {
		return int64(min(class, 3))
	}
	return int64(4|class&3) << (class>>2 - 3)
}

// put queues an item, or moves it to another place.
func (q *stepQueue) put(item int32, kind int, cost int64) {
	c := costClass(cost)
	class := int32(kind)*stepClasses + c
	e := &q.entries[item]
	if e.class == class {
		return
	}
	q.remove(item)
	*e = stepEntry{next: absent, prev: absent, class: class}
	word, bit := &q.filled[kind][c>>6], uint64(1)<<(c&63)
	if *word&bit != 0 {
		e.next = q.first[class]
		q.entries[e.next].prev = item
	}
	q.first[class] = item
	*word |= bit
}

// lowest returns the lowest class of cost with an item of a kind, or absent.
func (q *stepQueue) lowest(kind int) int {
	for i, m := range q.filled[kind] {
		if m != 0 {
			return i<<6 | bits.TrailingZeros64(m)
		}
	}
	return absent
}

// peek returns the item that pop would take.
func (q *stepQueue) peek(kind, class int) int32 { return q.first[kind*stepClasses+class] }

// pop takes an item of a class that has one.
func (q *stepQueue) pop(kind, class int) int32 {
	item := q.first[kind*stepClasses+class]
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
	switch {
	case e.prev != absent:
		q.entries[e.prev].next = e.next
	case e.next != absent:
		q.first[e.class] = e.next
	default:
		q.filled[e.class/stepClasses][e.class%stepClasses>>6] &^= 1 << (e.class & 63)
	}
	e.class = absent
}
