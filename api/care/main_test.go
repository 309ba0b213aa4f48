package care

import (
	"os"
	"runtime/debug"
	"testing"
)

// Walks throw away almost all they make: collecting it less often halves their time and costs some memory.
func TestMain(m *testing.M) {
	debug.SetGCPercent(800)
	os.Exit(m.Run())
}
