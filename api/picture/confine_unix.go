//go:build unix

package picture

import (
	"errors"
	"syscall"
)

// confine bounds this process for good: a picture that makes a decoder ask for more ends the process and nothing else.
func confine() error {
	const seconds = 15
	bound := func(what int, most uint64) error {
		return syscall.Setrlimit(what, &syscall.Rlimit{Cur: most, Max: most})
	}
	return errors.Join(
		bound(syscall.RLIMIT_DATA, maxMemory+256<<20), // the heap grows 64 MB at a time, used or not
		bound(syscall.RLIMIT_CPU, seconds),
		bound(syscall.RLIMIT_FSIZE, 0),
		bound(syscall.RLIMIT_CORE, 0),
	)
}
