package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"slices"
	"strconv"
	"sync"
	"time"
)

// load asks a server on loopback the same set of questions over keep-alive connections, at full speed or at a fixed rate.
type load struct {
	addr     string
	paths    []string
	conns    int
	duration time.Duration
	rate     float64 // requests a second over all connections; 0: as fast as answers come
}

// loadResult is what a run saw. At a fixed rate latencies count from the moment a request was due, so that a stalled
// server cannot hide its queue.
type loadResult struct {
	perSecond float64
	p50, p99  time.Duration
	faults    int
	meanBytes int
}

func (l load) run() (loadResult, error) {
	var wg sync.WaitGroup
	results := make([]connResult, l.conns)
	began := time.Now()
	for i := range l.conns {
		wg.Add(1)
		go func() {
			defer wg.Done()
			results[i] = l.drive(i, began)
		}()
	}
	wg.Wait()
	took := time.Since(began)
	var all []time.Duration
	var total loadResult
	var bytes int
	for _, r := range results {
		if r.err != nil {
			return total, r.err
		}
		all = append(all, r.latencies...)
		total.faults += r.faults
		bytes += r.bytes
	}
	if len(all) == 0 {
		return total, fmt.Errorf("no answers from %s", l.addr)
	}
	slices.Sort(all)
	total.perSecond = float64(len(all)) / took.Seconds()
	total.p50, total.p99 = all[len(all)/2], all[len(all)*99/100]
	total.meanBytes = bytes / len(all)
	return total, nil
}

type connResult struct {
	latencies []time.Duration
	faults    int
	bytes     int
	err       error
}

func (l load) drive(i int, began time.Time) (r connResult) {
	conn, err := net.Dial("tcp", l.addr)
	if err != nil {
		r.err = err
		return r
	}
	defer conn.Close()
	reader := bufio.NewReaderSize(conn, 64<<10)
	requests := make([][]byte, len(l.paths))
	for j, p := range l.paths {
		requests[j] = []byte("GET " + p + " HTTP/1.1\r\nHost: bench\r\n\r\n")
	}
	var every time.Duration
	if l.rate > 0 {
		every = time.Duration(float64(time.Second) * float64(l.conns) / l.rate)
	}
	due := began.Add(every * time.Duration(i) / time.Duration(l.conns))
	for n := i * 7919; time.Since(began) < l.duration; n++ {
		start := time.Now()
		if every > 0 {
			if wait := due.Sub(start); wait > 0 {
				time.Sleep(wait)
			}
			start, due = due, due.Add(every)
		}
		if _, r.err = conn.Write(requests[n%len(requests)]); r.err != nil {
			return r
		}
		status, size, err := readReply(reader)
		if err != nil {
			r.err = err
			return r
		}
		if status != 200 {
			r.faults++
		}
		r.bytes += size
		r.latencies = append(r.latencies, time.Since(start))
	}
	return r
}

// readReply reads one reply with a Content-Length and returns its status and body size.
func readReply(r *bufio.Reader) (status, size int, err error) {
	line, err := r.ReadSlice('\n')
	if err != nil {
		return 0, 0, err
	}
	if len(line) < 12 {
		return 0, 0, fmt.Errorf("not a status line: %q", line)
	}
	if status, err = strconv.Atoi(string(line[9:12])); err != nil {
		return 0, 0, err
	}
	for {
		line, err = r.ReadSlice('\n')
		if err != nil {
			return 0, 0, err
		}
		if line = bytes.TrimRight(line, "\r\n"); len(line) == 0 {
			break
		}
		const name = "content-length:"
		if len(line) > len(name) && bytes.EqualFold(line[:len(name)], []byte(name)) {
			if size, err = strconv.Atoi(string(bytes.TrimSpace(line[len(name):]))); err != nil {
				return 0, 0, err
			}
		}
	}
	_, err = io.CopyN(io.Discard, r, int64(size))
	return status, size, err
}
