package osm

import (
	"context"

	posm "github.com/paulmach/osm"
)

// Source is OpenStreetMap data that can be read several times.
type Source interface {
	// Scan calls f once for each wanted object (*Bounds, *Node, *Way, *Relation of paulmach/osm), in any order, from one
	// goroutine. An object, its tags and its node list belong to the source again when f returns: copy what you keep
	// (strings may be kept, cloned where they are small parts of something big). Deleted objects are not given; the
	// Visible field means nothing. An error of f ends the scan and is returned as it is.
	Scan(ctx context.Context, want Want, f func(posm.Object) error) error
}

// Want says what a pass over a Source needs. A source should leave out what is not wanted, but need not.
type Want struct {
	Nodes, Ways, Relations bool
	// KeepNode, when set, tells early which nodes are of no use. It is called from several goroutines at once.
	KeepNode func(id int64, tagged bool) bool
}
