package casework_test

import (
	"flag"

	_ "pgregory.net/rapid" // has registered its flags
)

// Properties are tried on the same cases every time; -rapid.seed=0 tries new ones.
func init() { _ = flag.Set("rapid.seed", "20261122") }
