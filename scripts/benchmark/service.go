package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// service is the built binary serving the demo city from a folder of its own.
type service struct {
	addr string
	dir  string
	cmd  *exec.Cmd
	near [][2]float64 // 1,000 distinct points where people start to walk
}

// startService starts bin/tuoyuquan and waits for its first answer.
func startService() (*service, time.Duration, error) {
	dir, err := os.MkdirTemp("", "tuoyuquan-bench-")
	if err != nil {
		return nil, 0, err
	}
	addr, err := freeAddr()
	if err != nil {
		return nil, 0, err
	}
	s := &service{addr: addr, dir: dir}
	took, err := s.start()
	if err != nil {
		s.stop()
		return nil, 0, err
	}
	return s, took, s.origins()
}

func (s *service) start() (time.Duration, error) {
	s.cmd = exec.Command(filepath.Join("bin", "tuoyuquan"), "serve", "--demo")
	s.cmd.Env = append(os.Environ(), "TUOYUQUAN_DATA="+filepath.Join(s.dir, "data"), "TUOYUQUAN_LISTEN="+s.addr, "TUOYUQUAN_LOG_LEVEL=warn",
		"DATABASE_URL=", "REDIS_URL=", "MEILI_URL=")
	s.cmd.Stderr = os.Stderr
	began := time.Now()
	if err := s.cmd.Start(); err != nil {
		return 0, fmt.Errorf("starting bin/tuoyuquan (make build): %w", err)
	}
	for time.Since(began) < time.Minute {
		if reply, err := http.Get("http://" + s.addr + "/readyz"); err == nil {
			ok := reply.StatusCode == http.StatusOK
			reply.Body.Close()
			if ok {
				return time.Since(began), nil
			}
		}
		time.Sleep(5 * time.Millisecond)
	}
	return 0, errors.New("the service was not ready within a minute")
}

func (s *service) halt() {
	if s.cmd != nil && s.cmd.Process != nil {
		_ = s.cmd.Process.Signal(os.Interrupt)
		_ = s.cmd.Wait()
	}
}

func (s *service) stop() {
	s.halt()
	_ = os.RemoveAll(s.dir)
}

// origins finds 1,000 distinct points near facilities of the demo city.
func (s *service) origins() error {
	reply, err := http.Get("http://" + s.addr + "/api/v1/facilities?limit=100&sort=name")
	if err != nil {
		return err
	}
	defer reply.Body.Close()
	raw, err := io.ReadAll(reply.Body)
	if err != nil {
		return err
	}
	var list struct {
		Items []struct {
			Point *[2]float64 `json:"point"`
		} `json:"items"`
	}
	if err := json.Unmarshal(raw, &list); err != nil {
		return err
	}
	rng := rand.New(rand.NewPCG(11, 11))
	for len(s.near) < 1000 {
		for _, f := range list.Items {
			if f.Point != nil && len(s.near) < 1000 {
				s.near = append(s.near, [2]float64{f.Point[0] + (rng.Float64()-.5)*.004, f.Point[1] + (rng.Float64()-.5)*.004})
			}
		}
		if len(s.near) == 0 {
			return fmt.Errorf("no facility with a place in: %.200s", raw)
		}
	}
	return nil
}

func (s *service) paths(format string) []string {
	paths := make([]string, len(s.near))
	for i, p := range s.near {
		paths[i] = fmt.Sprintf(format, p[0], p[1])
	}
	return paths
}

// benchService measures the service on loopback with the load driver on the same cores.
func benchService(t *table) error {
	s, first, err := startService()
	if err != nil {
		return err
	}
	defer s.stop()
	t.below("built binary, empty folder, to the first answer", first, 5*time.Second, "")
	s.halt()
	again, err := s.start()
	if err != nil {
		return err
	}
	t.add("  started again", "", short(again), told)
	lists := s.paths("/api/v1/facilities?near=%.6f,%.6f&minutes=15&age_months=20&vacant=true")
	full, err := load{addr: s.addr, paths: lists, conns: 16, duration: 5 * time.Second}.run()
	if err != nil {
		return err
	}
	t.check("facility lists a second, 1,000 origins", ">= 20,000", fmt.Sprintf("%.0f (%.1f KB each, p99 %s)", full.perSecond, float64(full.meanBytes)/1e3, short(full.p99)),
		full.perSecond >= 20000 && full.faults == 0)
	half, err := load{addr: s.addr, paths: lists, conns: 16, duration: 5 * time.Second, rate: full.perSecond / 2}.run()
	if err != nil {
		return err
	}
	t.below(fmt.Sprintf("  99th percentile at half that (%.0f/s)", half.perSecond), half.p99, 10*time.Millisecond, "p50 "+short(half.p50))
	circles, err := load{addr: s.addr, paths: s.paths("/api/v1/circle?near=%.6f,%.6f&minutes=15"), conns: 16, duration: 5 * time.Second}.run()
	if err != nil {
		return err
	}
	t.check("polygons a second", ">= 2,000", fmt.Sprintf("%.0f (%.1f KB each, p99 %s)", circles.perSecond, float64(circles.meanBytes)/1e3, short(circles.p99)),
		circles.perSecond >= 2000 && circles.faults == 0)
	return nil
}

func freeAddr() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}
