// Package clamdtest is a ClamAV daemon for tests. It knows one signature, our own, and answers as the real one does. It must not be
// imported by anything but tests.
package clamdtest

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"sync"
	"testing"
)

// Signature is what the daemon takes for malware. It is harmless, and known nowhere else.
const Signature = "TUOYUQUAN-TEST-SIGNATURE-6b1f"

// Server is the stand-in.
type Server struct {
	Address string

	listener net.Listener
	mu       sync.Mutex
	mode     Mode
	scans    int
}

// Mode is how the daemon behaves.
type Mode int

// The ways to behave.
const (
	Sound    Mode = iota
	Closes        // without an answer
	Confused      // answers something else
	TooLarge      // as when the file is above its limit
)

// New starts one that ends with the test.
func New(t testing.TB) *Server {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{Address: listener.Addr().String(), listener: listener}
	var all sync.WaitGroup
	all.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			all.Go(func() { s.serve(conn) })
		}
	})
	t.Cleanup(func() { _ = listener.Close(); all.Wait() })
	return s
}

// Stop makes it unreachable.
func (s *Server) Stop() { _ = s.listener.Close() }

// Set changes how it behaves.
func (s *Server) Set(m Mode) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mode = m
}

// Scans is how many files it has looked at.
func (s *Server) Scans() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.scans
}

func (s *Server) serve(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	in := bufio.NewReader(conn)
	command, err := in.ReadString(0)
	if err != nil || command != "zINSTREAM\x00" {
		_, _ = io.WriteString(conn, "UNKNOWN COMMAND\x00")
		return
	}
	file, err := read(in)
	if err != nil {
		return
	}
	s.mu.Lock()
	mode := s.mode
	s.scans++
	s.mu.Unlock()
	switch {
	case mode == Closes:
	case mode == Confused:
		_, _ = io.WriteString(conn, "COMMAND READ TIMED OUT\x00")
	case mode == TooLarge:
		_, _ = io.WriteString(conn, "INSTREAM size limit exceeded. ERROR\x00")
	case bytes.Contains(file, []byte(Signature)):
		_, _ = io.WriteString(conn, "stream: Tuoyuquan.Test.Signature FOUND\x00")
	default:
		_, _ = io.WriteString(conn, "stream: OK\x00")
	}
}

func read(in io.Reader) ([]byte, error) {
	var file bytes.Buffer
	for {
		var size [4]byte
		if _, err := io.ReadFull(in, size[:]); err != nil {
			return nil, err
		}
		n := binary.BigEndian.Uint32(size[:])
		if n == 0 {
			return file.Bytes(), nil
		}
		if n > 100<<20 {
			return nil, errors.New("too large a chunk")
		}
		if _, err := io.CopyN(&file, in, int64(n)); err != nil {
			return nil, err
		}
	}
}
