package geo

import (
	"encoding/binary"
	"slices"
	"unsafe"
)

// words are the types that the arrays of a graph are made of: whole numbers of 32-bit words, or one 64-bit word.
type words interface {
	uint32 | arc | coord | snapRef
}

// memory is the array itself, as bytes: a street file is the arrays as they lie in memory on a
// little-endian machine, so that opening one is little more than reading it.
func memory[T words](array []T) []byte {
	if len(array) == 0 {
		return nil
	}
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(array))), len(array)*int(unsafe.Sizeof(array[0])))
}

// wordSize is how many bytes change places between machines of different endianness.
func wordSize[T words]() int {
	var zero T
	if _, ok := any(zero).(arc); ok {
		return 8
	}
	return 4
}

var bigEndian = binary.NativeEndian.Uint16([]byte{0, 1}) == 1

// turnWords exchanges the byte order of words in place.
func turnWords(b []byte, size int) {
	for ; len(b) >= size; b = b[size:] {
		slices.Reverse(b[:size])
	}
}
