//go:build linux

package main

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"tuoyuquan/api/account"
	"tuoyuquan/api/care"
	"tuoyuquan/api/picture/picturetest"
)

// sent is a file that is meant to hurt, and where it is sent.
type sent struct {
	name, path string
	body       []byte
	header     []string
	by         string // token
}

// Bar S4 over HTTP: each file that is meant to hurt gets a clear refusal from the running program, at every route that takes files; none of it
// is kept, the program takes at most 200 MB more, and whoever comes next is served.
func TestBombsOverHTTP(t *testing.T) {
	dir := t.TempDir()
	town := newKillTown(t, Config{Data: filepath.Join(dir, "data")}, 1)
	officer := town.officer()
	town.program = filepath.Join(dir, "tuoyuquan") // by this name alone TestMain cleans a picture when it is started as one
	if err := os.Link(os.Args[0], town.program); err != nil {
		t.Skipf("the program cannot be given its name: %v", err)
	}
	cmd, _ := town.start()
	defer func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}()
	process := fmt.Sprintf("/proc/%d/status", cmd.Process.Pid)
	before, stored := memoryAt(t, process), storedFiles(t, town.config.Data)
	bombs := town.bombs(officer)
	for _, b := range bombs {
		status, answer := town.send(b)
		var p struct{ Code, Detail, State string }
		err := json.Unmarshal(answer, &p)
		if refused := status >= 400 && status < 500 && p.Detail != "" || p.State == "refused"; err != nil || !refused || p.Code == "" {
			t.Errorf("%s to %s: %d %.300s", b.name, b.path, status, answer)
		}
		if next, _ := town.send(sent{path: "/facilities?near=120.5,31.2&minutes=15"}); next != http.StatusOK {
			t.Errorf("after %s whoever comes next is answered %d", b.name, next)
		}
	}
	if len(bombs) < 40 {
		t.Errorf("only %d files were sent", len(bombs))
	}
	town.nothingKept()
	for tries := 0; storedFiles(t, town.config.Data) != stored; tries++ { // what was refused goes with the next sweep
		if tries > 600 {
			t.Fatalf("%d files are kept, %d before", storedFiles(t, town.config.Data), stored)
		}
		<-time.After(50 * time.Millisecond)
	}
	more := memoryAt(t, process) - before
	t.Logf("%d files, %d MB more", len(bombs), more>>20)
	if more > 200<<20 {
		t.Errorf("the program took %d MB more", more>>20)
	}
}

// officer is somebody of the district's bureau, signed in.
func (town *killTown) officer() string {
	town.t.Helper()
	w := &world{ctx: town.t.Context(), config: town.config, out: io.Discard, err: io.Discard, log: quiet()}
	st, p := town.open(w)
	defer st.Close() //nolint:errcheck // every write has been answered
	id, _, err := p.accounts.InviteStaff(town.t.Context(), operator("test"), account.StaffInput{
		Username: "officer", Name: "李科员", Role: care.ActorDistrict, Area: "320508", Demo: true,
	})
	if err != nil {
		town.t.Fatal(err)
	}
	town.join(p, id, "", 1)
	return town.clients[len(town.clients)-1].token
}

// bombs are the files, for every route that takes one.
func (town *killTown) bombs(officer string) (out []sent) {
	family, desks := town.clients[0], town.clients[20:22]
	for i, b := range picturetest.Bombs() {
		if b.Code == "" {
			continue // is a picture after all
		}
		out = append(out, sent{name: b.Name, path: "/facility/photos", body: b.Body, by: desks[i%2].token})
		if strings.HasPrefix(b.Code, "picture") || b.Code == "too_large" && len(b.Body) <= 10<<20 {
			out = append(out, town.upload(family, b.Name, b.Body))
		}
		if b.Code == "too_large" && strings.Contains(b.Name, "64250") {
			out = append(out, town.scan(family, b.Name, b.Body))
		}
	}
	for name, book := range workbookBombs(town.t) {
		out = append(out,
			sent{name: name, path: "/facility/lists/roster?dry_run=true", body: book, by: desks[0].token},
			sent{name: name, path: "/bureau/registrants/import?source=test", body: book, by: officer})
	}
	deep := bytes.Repeat([]byte("["), 60<<10)
	asJSON := []string{"Content-Type", "application/json"}
	return append(out,
		sent{name: "cases.xlsx", path: "/bureau/cases/import", body: picturetest.Bombs()[0].Body, by: officer},
		sent{name: "one-cell.csv", path: "/facility/lists/roster?dry_run=true", body: append([]byte("姓名\n"), bytes.Repeat([]byte("a"), 3<<20)...), by: desks[1].token},
		sent{name: "nothing.csv", path: "/facility/lists/roster?dry_run=true", body: bytes.Repeat([]byte{0}, 3<<20), by: desks[1].token},
		sent{name: "deep.html", path: "/bureau/policies/preview?name=deep.html", body: bytes.Repeat([]byte("<div><table><tr><td>"), 100_000), by: officer},
		sent{name: "deep.json", path: "/family/children", body: deep, header: asJSON, by: family.token},
		sent{name: "zipped.json", path: "/family/children", body: gzipped(town.t), header: append(asJSON, "Content-Encoding", "gzip"), by: family.token},
	)
}

// workbookBombs are workbooks that unpack to too much, each in another way.
func workbookBombs(t *testing.T) map[string][]byte {
	zero, out := make([]byte, 1<<20), map[string][]byte{}
	for name, part := range map[string]struct {
		name, text string
		times      int
	}{
		"zeros.xlsx": {"xl/worksheets/sheet1.xml", string(zero), 300}, "strings.xlsx": {"xl/sharedStrings.xml", strings.Repeat("<si/>", 1<<17), 90},
		"styles.xlsx": {"xl/styles.xml", strings.Repeat("<xf/>", 1<<17), 60}, "sheets.xlsx": {"xl/workbook.xml", strings.Repeat("<sheet/>", 1<<17), 60},
		"media.xlsx": {"xl/media/1.png", string(zero), 90}, "../../up.xlsx": {"../../../../tmp/up.xml", "<x/>", 1},
	} {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		w, err := z.Create(part.name)
		for range part.times {
			if err == nil {
				_, err = io.WriteString(w, part.text)
			}
		}
		if err = errors.Join(err, z.Close()); err != nil {
			t.Fatal(err)
		}
		out[name] = b.Bytes()
	}
	return out
}

// upload sends a file as evidence, in parts; the request that ends it is left.
func (town *killTown) upload(by *killClient, name string, body []byte) sent {
	town.t.Helper()
	status, answer, err := by.ask(http.MethodPost, "/uploads", by.key(), map[string]any{"size": len(body), "type": "image/jpeg", "purpose": "complaint"})
	var u struct{ ID, Token string }
	if err != nil || status/100 != 2 || json.Unmarshal(answer, &u) != nil {
		town.t.Fatalf("%s: %d %s %v", name, status, answer, err)
	}
	const part = 256 << 10
	for at := 0; ; at += part {
		last := sent{
			name: name, path: fmt.Sprintf("/uploads/%s?offset=%d", u.ID, at), body: body[at:min(at+part, len(body))], by: by.token,
			header: []string{"method", http.MethodPut, "X-Upload-Token", u.Token},
		}
		if at+part >= len(body) {
			return last
		}
		if status, answer := town.send(last); status/100 != 2 {
			town.t.Fatalf("%s: %d %s", name, status, answer)
		}
	}
}

// scan is a file sent as the picture of a paper.
func (town *killTown) scan(by *killClient, name string, body []byte) sent {
	town.t.Helper()
	path := "/family/children/" + string(by.child) + "/papers"
	status, answer, err := by.ask(http.MethodPost, path, by.key(), map[string]any{"kind": "vaccination", "exam_date": "2026-03-02"})
	var p struct{ ID string }
	if err != nil || status/100 != 2 || json.Unmarshal(answer, &p) != nil {
		town.t.Fatalf("%s: %d %s %v", name, status, answer, err)
	}
	return sent{name: name, path: path + "/" + p.ID + "/scan", body: body, by: by.token, header: []string{"method", http.MethodPut}}
}

func (town *killTown) send(b sent) (int, []byte) {
	town.t.Helper()
	method := http.MethodPost
	if b.by == "" {
		method = http.MethodGet
	}
	head := http.Header{"Content-Type": {"application/octet-stream"}, "Idempotency-Key": {fmt.Sprintf("bomb-%d", town.keys.Add(1))}}
	if b.by != "" {
		head.Set("Authorization", "Bearer "+b.by)
	}
	for i := 0; i < len(b.header); i += 2 {
		if b.header[i] == "method" {
			method = b.header[i+1]
			continue
		}
		head.Set(b.header[i], b.header[i+1])
	}
	req, err := http.NewRequestWithContext(town.t.Context(), method, "http://"+town.addr+"/api/v1"+b.path, bytes.NewReader(b.body))
	if err != nil {
		town.t.Fatal(err)
	}
	req.Header = head
	reply, err := killWeb.Do(req)
	if err != nil {
		town.t.Fatalf("%s to %s: %v", b.name, b.path, err)
	}
	defer reply.Body.Close() //nolint:errcheck // read to its end
	answer, err := io.ReadAll(reply.Body)
	if err != nil {
		town.t.Fatal(err)
	}
	return reply.StatusCode, answer
}

// gzipped is a gigabyte of nothing, if anybody unpacks it.
func gzipped(t *testing.T) []byte {
	t.Helper()
	var one bytes.Buffer
	z := gzip.NewWriter(&one)
	if _, err := z.Write(make([]byte, 32<<20)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return bytes.Repeat(one.Bytes(), 32)[:min(32*one.Len(), 60<<10)]
}

// memoryAt is the most memory a process has held, in bytes.
func memoryAt(t *testing.T, path string) int64 {
	t.Helper()
	status, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(status)) {
		if rest, is := strings.CutPrefix(line, "VmHWM:"); is {
			kb, err := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")), 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			return kb << 10
		}
	}
	t.Fatal("the system does not tell")
	return 0
}

// storedFiles counts what people sent: what the service writes of itself every day is none of it.
func storedFiles(t *testing.T, dir string) (n int) {
	t.Helper()
	scans := filepath.Join(dir, "scans")
	err := filepath.WalkDir(scans, func(path string, d os.DirEntry, err error) error {
		switch {
		case os.IsNotExist(err):
			return nil
		case err == nil && d.IsDir() && filepath.Dir(path) == scans && (d.Name() == "audit" || d.Name() == "register"):
			return filepath.SkipDir
		case err == nil && !d.IsDir():
			n++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// nothingKept insists that the database holds no picture, list or document of them.
func (town *killTown) nothingKept() {
	town.t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(town.config.Data, "tuoyuquan.db")+"?mode=ro")
	if err != nil {
		town.t.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // only read
	for _, query := range []string{
		"SELECT COUNT(*) FROM facility_photo", "SELECT COUNT(*) FROM staff_member", "SELECT COUNT(*) FROM registrant", "SELECT COUNT(*) FROM paper WHERE scan_key <> ''",
		"SELECT COUNT(*) FROM upload WHERE state <> 'refused'", "SELECT COUNT(*) FROM complaint_case",
	} {
		var n int
		if err := db.QueryRowContext(town.t.Context(), query).Scan(&n); err != nil || n != 0 {
			town.t.Errorf("%s: %d, %v", query, n, err)
		}
	}
}
