package server

import (
	"bufio"
	"bytes"
	"fmt"
	"net"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
)

// benchTown has 400 facilities on the grid and 1,000 distinct places to ask from.
func benchTown(b *testing.B) (w *town, near []orb.Point) {
	r := seeded(b, 3)
	var fs []care.Facility
	for i := range 400 {
		f := facilityAt(i, crossing(r.Float64()*20, r.Float64()*20), r.IntN(6))
		f.Intro = strings.Repeat("介绍", 60)
		fs = append(fs, f)
	}
	w = newTown(b, Options{}, fs...)
	for range 1000 {
		near = append(near, crossing(r.Float64()*20, r.Float64()*20))
	}
	return w, near
}

// BenchmarkHTTP measures whole exchanges over loopback, client included.
func BenchmarkHTTP(b *testing.B) {
	w, near := benchTown(b)
	for _, c := range []struct{ name, path string }{
		{"list", "/api/v1/facilities?near=%s&minutes=15&age_months=20&vacant=true"},
		{"list without facets", "/api/v1/facilities?near=%s&minutes=15&age_months=20&vacant=true&facets=false"},
		{"circle", "/api/v1/circle?near=%s&minutes=15"},
		{"circle of 120 vertices", "/api/v1/circle?near=%s&minutes=15&max_vertices=120"},
		{"health", "/healthz?%.0s"},
	} {
		b.Run(c.name, func(b *testing.B) {
			var n, size atomic.Int64
			b.SetParallelism(8)
			b.RunParallel(func(pb *testing.PB) {
				conn, err := net.Dial("tcp", strings.TrimPrefix(w.base, "http://"))
				if err != nil {
					b.Error(err)
					return
				}
				defer func() { _ = conn.Close() }()
				in := bufio.NewReaderSize(conn, 64<<10)
				for pb.Next() {
					p := near[n.Add(1)%int64(len(near))]
					if _, err := fmt.Fprintf(conn, "GET "+c.path+" HTTP/1.1\r\nHost: bench\r\n\r\n", at(p)); err != nil {
						b.Error(err)
						return
					}
					status, length, err := readReply(in)
					if err != nil || status != 200 {
						b.Errorf("status %d: %v", status, err)
						return
					}
					size.Add(int64(length))
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "replies/s")
			b.ReportMetric(float64(size.Load())/float64(b.N), "bytes/reply")
		})
	}
}

// readReply reads one reply and returns its status and length.
func readReply(in *bufio.Reader) (status, length int, err error) {
	for first := true; ; first = false {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return 0, 0, err
		}
		line = bytes.TrimRight(line, "\r\n")
		switch {
		case first:
			if status, err = strconv.Atoi(string(line[9:12])); err != nil {
				return 0, 0, err
			}
		case len(line) == 0:
			_, err = in.Discard(length)
			return status, length, err
		case bytes.HasPrefix(line, []byte("Content-Length: ")):
			if length, err = strconv.Atoi(string(line[16:])); err != nil {
				return 0, 0, err
			}
		}
	}
}
