package casework_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/api/casework"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

// A code has 100 bits in groups that can be read out, is answered again to the same draft, is kept nowhere, and opens the case
// however it is typed.
func TestTrackingCode(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		w := newNeighbours(t, st)
		w.facility("f", 20)
		request := casework.SubmitRequest{Facility: "f", Category: care.CategoryCapacity, Text: whatHappened, Anonymous: true, Contact: "app"}
		first, err := w.cases.Submit(t.Context(), nobody, "a-draft-of-a-device-1", request)
		if err != nil {
			t.Fatal(err)
		}
		if !regexp.MustCompile(`^[0-9A-HJKMNP-TV-Z]{5}(-[0-9A-HJKMNP-TV-Z]{5}){3}$`).MatchString(first.TrackingCode) {
			t.Fatalf("code %q", first.TrackingCode)
		}
		again, err := w.cases.Submit(t.Context(), nobody, "a-draft-of-a-device-1", request)
		if err != nil || again.TrackingCode != first.TrackingCode || again.ID != first.ID {
			t.Errorf("the same draft: %+v, %v", again, err)
		}
		other, err := w.cases.Submit(t.Context(), nobody, "a-draft-of-a-device-2", request)
		if err != nil || other.TrackingCode == first.TrackingCode {
			t.Errorf("another draft: %+v, %v", other, err)
		}
		plain := strings.ReplaceAll(first.TrackingCode, "-", "")
		typed := []string{
			first.TrackingCode, plain, strings.ToLower(first.TrackingCode), " " + strings.Join(strings.Split(plain, ""), " ") + "\n",
			strings.NewReplacer("0", "o", "1", "l").Replace(strings.ToLower(plain)), strings.NewReplacer("1", "I", "0", "O").Replace(plain),
			strings.Map(func(r rune) rune { return r + ('！' - '!') }, plain), strings.ReplaceAll(first.TrackingCode, "-", "—"),
		}
		for _, code := range typed {
			who := nobody
			who.Code = code
			if v, err := w.cases.ByCode(t.Context(), who); err != nil || v.ReceiptNo != first.ReceiptNo {
				t.Errorf("%q: %v", code, err)
			}
		}
	})
}

// Nothing on the disk holds a code or its letters.
func TestTrackingCodeIsKeptNowhere(t *testing.T) {
	address := storetest.SQLiteURL(t)
	w := newNeighbours(t, storetest.Open(t, address))
	w.facility("f", 20)
	r := w.complains(nobody, "f", casework.SubmitRequest{Anonymous: true})
	folder := filepath.Dir(strings.TrimPrefix(address, "sqlite:"))
	files, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		raw, err := os.ReadFile(filepath.Join(folder, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range []string{r.TrackingCode, strings.ReplaceAll(r.TrackingCode, "-", "")} {
			if strings.Contains(strings.ToUpper(string(raw)), word) {
				t.Errorf("%s holds the code", f.Name())
			}
		}
	}
	if strings.Contains(w.log.String(), r.TrackingCode) {
		t.Error("the log holds the code")
	}
}

// Five tries, and every code is refused from that network, right or wrong, in the same words; from others nothing has changed, nor for
// whoever has shown a right code from there before.
func TestGuessingCodes(t *testing.T) {
	w := newNeighbours(t, storetest.New(t))
	w.facility("f", 20)
	r := w.complains(nobody, "f", casework.SubmitRequest{Anonymous: true})
	later := w.complains(nobody, "f", casework.SubmitRequest{Anonymous: true})
	ask := func(net, code string) error {
		_, err := w.cases.ByCode(t.Context(), casework.Complainant{Actor: nobody.Actor, Net: net, Code: code})
		return err
	}
	for address := range 200 { // of a guesser
		net := fmt.Sprint("attacker-", address)
		var found error
		for try := range 12 {
			err := ask(net, fmt.Sprintf("%05d-%05d-00000-00000", address, try))
			if want := care.CodeNotFound; try < 4 && !care.Is(err, want) {
				t.Fatalf("try %d: %v", try, err)
			} else if try >= 4 && !care.Is(err, care.CodeTooMany) {
				t.Fatalf("try %d is not delayed: %v", try, err)
			}
			found = err
		}
		right := ask(net, r.TrackingCode)
		var a, b *care.Error
		if !errors.As(found, &a) || !errors.As(right, &b) || a.Code != b.Code || a.After != b.After || a.Text != b.Text {
			t.Fatalf("a right code is told from a wrong one: %v, %v", found, right)
		}
	}
	if err := ask("home", r.TrackingCode); err != nil {
		t.Errorf("another network: %v", err)
	}
	for range 10 {
		_ = ask("home", "00000-00000-00000-00000")
	}
	if err := ask("home", r.TrackingCode); err != nil {
		t.Errorf("whoever has shown a right code is locked out by neighbours: %v", err)
	}
	if err := ask("home", later.TrackingCode); !care.Is(err, care.CodeTooMany) {
		t.Errorf("another right code: %v", err)
	}
	w.pass(16 * time.Minute)
	if err := ask("home", later.TrackingCode); err != nil {
		t.Errorf("after a while: %v", err)
	}
	for _, code := range []string{"", "x", strings.Repeat("0", 19), strings.Repeat("0", 21), strings.Repeat("0", 5000), "' OR 1=1 --"} {
		if err := ask("odd "+code[:min(len(code), 3)], code); !care.Is(err, care.CodeNotFound) {
			t.Errorf("%.20q: %v", code, err)
		}
	}
}
