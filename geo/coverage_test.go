package geo

import (
	"context"
	"errors"
	"math/rand/v2"
	"testing"
)

func TestCoverageIsTheNearestOfAllSources(t *testing.T) {
	const seed = 51
	rng := rand.New(rand.NewPCG(seed, seed))
	ctx := context.Background()
	for i := range 20 {
		side := 10 + rng.IntN(15)
		if i == 0 {
			side = 260 // more nodes than one batch
		}
		g := blockTown(rng, side).build(t)
		sources := []Snapped{Nowhere()}
		for range 1 + rng.IntN(30) {
			sources = append(sources, anyPlace(rng, g))
		}
		metres, pr := float64(rng.IntN(8000))/10, Profile(i%2)
		got, err := g.Coverage(ctx, sources, metres, pr)
		if err != nil {
			t.Fatal(err)
		}
		want := make([]uint32, g.NumNodes())
		for v := range want {
			want[v] = infinite
		}
		r := NewReach(g)
		for _, s := range sources[1:] {
			if err := r.To(ctx, s, metres, pr); err != nil {
				t.Fatal(err)
			}
			for _, v := range r.Nodes() {
				want[v] = min(want[v], r.label[v])
			}
		}
		for v := range want {
			if got[v] != want[v] {
				t.Fatalf("seed %d, town %d: node %d is %d dm from a source, want %d", seed, i, v, got[v], want[v])
			}
		}
	}
}

func TestCoverageRefuses(t *testing.T) {
	s := draw(t, "A>>B")
	if _, err := s.g.Coverage(context.Background(), nil, MaxMetres+1, Walk); !errors.Is(err, ErrLimit) {
		t.Errorf("error %v, want ErrLimit", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := s.g.Coverage(ctx, nil, 100, Walk); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want that of the context", err)
	}
	// Coverage is about walking to the source: A can, from B the street is one-way.
	for _, tt := range []struct {
		source, node byte
		want         uint32
	}{{'B', 'A', 150}, {'A', 'B', infinite}, {'A', 'A', 0}} {
		labels, err := s.g.Coverage(context.Background(), []Snapped{s.node(tt.source)}, 100, Walk)
		if err != nil || labels[s.named[tt.node]] != tt.want {
			t.Errorf("%c to the source %c: %d dm (%v), want %d", tt.node, tt.source, labels[s.named[tt.node]], err, tt.want)
		}
	}
}
