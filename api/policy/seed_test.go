package policy_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/api/policy"
	"tuoyuquan/api/store"
	"tuoyuquan/search"
)

// sharedTexts are five public policy texts that are not ours to ship. Where they are absent the tests that need them are skipped.
const sharedTexts = "../../../shared/data/policies"

// textsOr gives the folder of the five texts with the list that says what they are.
func textsOr(t *testing.T) fs.FS {
	t.Helper()
	folder := os.Getenv("TUOYUQUAN_TEST_POLICIES")
	if folder == "" {
		folder = sharedTexts
	}
	if _, err := os.Stat(folder); err != nil {
		t.Skip("needs the five policy texts; TUOYUQUAN_TEST_POLICIES names their folder")
	}
	list, err := os.ReadFile("testdata/policies.csv")
	if err != nil {
		t.Fatal(err)
	}
	out := fstest.MapFS{policy.ListFile: {Data: list}}
	files, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		text, err := os.ReadFile(folder + "/" + f.Name())
		if err != nil {
			t.Fatal(err)
		}
		out[f.Name()] = &fstest.MapFile{Data: text}
	}
	return out
}

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, care.Shanghai)

func library(t *testing.T, st *store.Store, index search.Index) *policy.Library {
	t.Helper()
	l := policy.New(policy.Deps{Store: st, Index: index, Now: func() time.Time { return noon }})
	if err := l.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	return l
}

func operator() care.Actor { return care.Actor{Kind: care.ActorOperator, ID: "test"} }

func imported(t *testing.T, st *store.Store, folder fs.FS, region string) policy.Report {
	t.Helper()
	docs, err := policy.ReadFolder(folder, region)
	if err != nil {
		t.Fatal(err)
	}
	r, err := policy.Import(t.Context(), st, operator(), care.InstantOf(noon), docs)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func wordsOf(d care.Document) string {
	var b strings.Builder
	for _, x := range d.Blocks {
		b.WriteString(x.Words())
		b.WriteByte('\n')
	}
	return b.String()
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	text, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
