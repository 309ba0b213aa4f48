package booking

import (
	"context"
	"errors"
	"hash/maphash"

	"tuoyuquan/api/care"
)

// gates let one application for a class at a time go to the database from this process. They decide nothing and protect
// nothing: the rows do. But in the minute in which a class opens, hundreds would queue for one row, and those who come
// after the last place would hold a connection to be told so; from here they look once more first.
type gates struct {
	seed  maphash.Seed
	stops [256]gate
}

type gate struct {
	stop chan struct{}
	full bool // whoever was here last found no place; only who is here may ask
}

func newGates() *gates {
	g := &gates{seed: maphash.MakeSeed()}
	for i := range g.stops {
		g.stops[i].stop = make(chan struct{}, 1)
	}
	return g
}

// enter waits for its turn at a class and reports whether it is worth a look before going on: others went before, and the last
// of them found no place. Who leaves says what they found.
func (g *gates) enter(ctx context.Context, class care.ClassID) (leave func(error), look bool, err error) {
	at := &g.stops[maphash.String(g.seed, string(class))%uint64(len(g.stops))]
	leave = func(err error) {
		var none *FullError
		at.full = errors.As(err, &none)
		<-at.stop
	}
	select {
	case at.stop <- struct{}{}:
		return leave, false, nil
	default:
	}
	select {
	case at.stop <- struct{}{}:
		return leave, at.full, nil
	case <-ctx.Done():
		return nil, false, ctx.Err()
	}
}
