package server

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"testing"
)

// The log tells how many bytes were sent, compressed or not, and nothing of who asked.
func TestRequestLog(t *testing.T) {
	var log bytes.Buffer
	w := quietTown(t, Options{}, facilityAt(1, crossing(5, 5), 2), facilityAt(2, crossing(6, 5), 2), facilityAt(3, crossing(6, 6), 2))
	w.Server.Log = slog.New(slog.NewJSONHandler(&log, nil))
	w.listen()
	for _, header := range [][]string{nil, {"Accept-Encoding", "gzip"}} {
		log.Reset()
		r := w.get("/api/v1/facilities?near="+at(crossing(5, 5)), header...)
		var line struct {
			Method, Route string
			Status, Bytes int
		}
		if err := json.Unmarshal(log.Bytes(), &line); err != nil {
			t.Fatalf("%v in %s", err, log.Bytes())
		}
		if line.Method != http.MethodGet || line.Route != "/api/v1/facilities" || line.Status != 200 || line.Bytes != len(r.body) || line.Bytes == 0 {
			t.Errorf("%+v for %d bytes", line, len(r.body))
		}
		if bytes.Contains(log.Bytes(), []byte("127.0.0.1")) || bytes.Contains(log.Bytes(), []byte("120.0")) {
			t.Errorf("the log says who asked, or from where: %s", log.Bytes())
		}
	}
}
