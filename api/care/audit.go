package care

import "fmt"

// PublishedHead is the end of the chain of changes as it was made known outside the database on a day. Who has it can prove
// later that nothing before it was changed, and that nothing was cut off.
type PublishedHead struct {
	Day  Date    `json:"day"`
	Seq  int64   `json:"seq"`
	Hash string  `json:"hash"`
	At   Instant `json:"at"`
}

// AuditFault is one place where the record of what happened is not what it was.
type AuditFault struct {
	Kind AuditFaultKind `json:"kind"`
	From int64          `json:"from"` // numbers of changes, both included; 0 when it is about something else
	To   int64          `json:"to"`
	Text string         `json:"text"`
}

// AuditFaultKind is what was done to the record.
type AuditFaultKind string

// The kinds.
const (
	AuditAltered   AuditFaultKind = "altered"   // a row is not as it was written, or stands in another's place
	AuditMissing   AuditFaultKind = "missing"   // rows are gone from the middle
	AuditCut       AuditFaultKind = "cut"       // rows are gone from the end
	AuditAdded     AuditFaultKind = "added"     // rows stand behind the end
	AuditRewritten AuditFaultKind = "rewritten" // the chain is whole, and another than the one published
	AuditEvent     AuditFaultKind = "event"     // a step of a case is not the one the chain tells of
)

// AuditReport is what a check of the whole record found.
type AuditReport struct {
	Changes   int64        `json:"changes"`
	Hash      string       `json:"hash"`
	Published int          `json:"published"` // heads it was held against
	Events    int          `json:"events"`    // steps of cases held against the chain
	Pending   int          `json:"pending"`   // changes that have no number yet: nothing vouches for them
	Faults    []AuditFault `json:"faults,omitempty"`
}

// Sound reports whether nothing was found.
func (r *AuditReport) Sound() bool { return len(r.Faults) == 0 }

// maxFaults bounds a report; who rewrites everything is found by the first.
const maxFaults = 100

// ChainCheck holds a chain against itself and against what was published of it. Changes are given in the order of their
// numbers; heads in the order of theirs.
type ChainCheck struct {
	heads  []PublishedHead
	next   int   // of heads
	good   int64 // up to here the chain agrees with a published head
	seq    int64
	hash   string
	faults []AuditFault
}

// NewChainCheck begins before the first change.
func NewChainCheck(heads []PublishedHead) *ChainCheck { return &ChainCheck{heads: heads} }

// Next takes the next change.
func (k *ChainCheck) Next(c Change) {
	switch {
	case c.Seq <= k.seq:
		k.fault(AuditAltered, c.Seq, c.Seq, fmt.Sprintf("change %d stands twice", c.Seq))
	case c.Seq > k.seq+1:
		k.fault(AuditMissing, k.seq+1, c.Seq-1, fmt.Sprintf("changes %d to %d are missing", k.seq+1, c.Seq-1))
	case ChainHash(k.hash, c) != c.Hash:
		k.fault(AuditAltered, c.Seq, c.Seq, fmt.Sprintf("change %d is not as it was written, or does not follow the one before", c.Seq))
	}
	k.seq, k.hash = c.Seq, c.Hash
	for k.next < len(k.heads) && k.heads[k.next].Seq <= c.Seq {
		h := k.heads[k.next]
		k.next++
		switch {
		case h.Seq == 0 || h.Seq < c.Seq: // of a number that is missing: told already
		case h.Hash == c.Hash:
			k.good = h.Seq
		default:
			k.fault(AuditRewritten, k.good+1, h.Seq, fmt.Sprintf("what was published on %s is not what stands here: changes %d to %d were rewritten", h.Day, k.good+1, h.Seq))
		}
	}
}

// End holds the last change against the end the chain itself remembers, and against what was published.
func (k *ChainCheck) End(seq int64, hash string) []AuditFault {
	switch {
	case k.seq < seq:
		k.fault(AuditCut, k.seq+1, seq, fmt.Sprintf("the chain ends at %d where %d were numbered", k.seq, seq))
	case k.seq > seq:
		k.fault(AuditAdded, seq+1, k.seq, fmt.Sprintf("changes %d to %d stand behind the end of the chain", seq+1, k.seq))
	case k.hash != hash:
		k.fault(AuditAltered, seq, seq, fmt.Sprintf("the last change, %d, is not the one the chain remembers", seq))
	}
	last := max(k.seq, seq)
	for ; k.next < len(k.heads); k.next++ {
		h := k.heads[k.next]
		if h.Seq > last {
			k.fault(AuditCut, last+1, h.Seq, fmt.Sprintf("the chain ends at %d; on %s it reached %d", last, h.Day, h.Seq))
			last = h.Seq
		}
	}
	return k.faults
}

// fault notes where something is wrong; what adjoins becomes one.
func (k *ChainCheck) fault(kind AuditFaultKind, from, to int64, text string) {
	if n := len(k.faults); n > 0 && kind == AuditAltered && k.faults[n-1].Kind == kind && k.faults[n-1].To+1 == from {
		k.faults[n-1].To = to
		k.faults[n-1].Text = fmt.Sprintf("changes %d to %d are not as they were written", k.faults[n-1].From, to)
		return
	}
	if len(k.faults) < maxFaults {
		k.faults = append(k.faults, AuditFault{Kind: kind, From: from, To: to, Text: text})
	}
}
