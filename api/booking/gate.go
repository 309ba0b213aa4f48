package booking

import (
	"context"
	"hash/maphash"

	"tuoyuquan/api/care"
)

// gates let one application for a class at a time go to the database from this process. They decide nothing and protect
// nothing: the rows do. But in the minute in which a class opens, hundreds would queue for one row, and those who come
// after the last place would hold a connection to be told so; from here they look once more first.
type gates struct {
	seed  maphash.Seed
	stops [256]chan struct{}
}

func newGates() *gates {
	g := &gates{seed: maphash.MakeSeed()}
	for i := range g.stops {
		g.stops[i] = make(chan struct{}, 1)
	}
	return g
}

// enter waits for its turn at a class and reports whether others went before.
func (g *gates) enter(ctx context.Context, class care.ClassID) (leave func(), waited bool, err error) {
	stop := g.stops[maphash.String(g.seed, string(class))%uint64(len(g.stops))]
	leave = func() { <-stop }
	select {
	case stop <- struct{}{}:
		return leave, false, nil
	default:
	}
	select {
	case stop <- struct{}{}:
		return leave, true, nil
	case <-ctx.Done():
		return nil, true, ctx.Err()
	}
}
