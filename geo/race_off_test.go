//go:build !race

package geo_test

// raced is set under the race detector, which empties pools at will: allocations are not counted then.
const raced = false
