package casework_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"tuoyuquan/api/blob"
	"tuoyuquan/api/care"
	"tuoyuquan/api/casework"
	"tuoyuquan/api/clamd"
	"tuoyuquan/api/clamd/clamdtest"
	"tuoyuquan/api/picture"
	"tuoyuquan/api/picture/picturetest"
	"tuoyuquan/api/seal"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

// cabinet is a bureau that takes files.
type cabinet struct {
	*bureau

	blobs   blob.Store
	daemon  *clamdtest.Server
	cleaner *picture.Cleaner
	broken  error // what making a picture anew fails with
}

func newCabinet(t *testing.T, st *store.Store) *cabinet {
	b := newBureau(t, st)
	b.posts(unitE, unitM, unitD)
	c := &cabinet{bureau: b, daemon: clamdtest.New(t), cleaner: picture.InProcess()}
	var err error
	if c.blobs, err = blob.NewFolder(t.TempDir(), b.clock); err != nil {
		t.Fatal(err)
	}
	scanner, err := clamd.New(c.daemon.Address)
	b.must(err)
	box, err := seal.New([]byte("0123456789abcdef0123456789abcdef"))
	b.must(err)
	vault, err := seal.New([]byte("fedcba9876543210fedcba9876543210"))
	b.must(err)
	b.s = casework.New(casework.Deps{
		Store: st, Box: box, Vault: vault, Blob: c.blobs, Rules: func() *care.Rules { return b.rules }, Now: b.clock, Limits: b.limit, Scan: scanner.Scan,
		Machine: func() time.Time { return time.Now().Add(b.clock().Sub(monday)) }, // files carry the machine's time
		Pictures: func(ctx context.Context, file []byte) (casework.Picture, error) {
			if c.broken != nil {
				return casework.Picture{}, c.broken
			}
			clean, err := c.cleaner.Clean(ctx, file)
			return casework.Picture(clean), err
		},
		Log:    slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelError})),
		Locate: func(context.Context, orb.Point) (string, error) { return east, nil },
		Names:  func(context.Context, []care.ChildID) (map[care.ChildID]string, error) { return nil, nil },
		Identity: func(context.Context, care.AccountID) (casework.AccountIdentity, error) {
			return casework.AccountIdentity{}, nil
		},
	}, casework.Options{Key: []byte("0123456789abcdef0123456789abcdef")})
	return c
}

// send sends a file in parts as large as they may be.
func (c *cabinet) send(file []byte) casework.UploadView {
	c.t.Helper()
	v, err := c.trySend(file)
	c.must(err)
	return v
}

func (c *cabinet) trySend(file []byte) (casework.UploadView, error) {
	c.t.Helper()
	begun, err := c.s.BeginUpload(c.t.Context(), casework.Complainant{Actor: nobody.Actor, Net: fmt.Sprint("net", c.key())}, casework.UploadRequest{Size: int64(len(file))})
	if err != nil {
		return begun, err
	}
	v := begun
	for at := 0; at < len(file) && v.State == "receiving"; at += casework.PartBytes {
		if v, err = c.s.PutPart(c.t.Context(), begun.ID, begun.Token, int64(at), file[at:min(at+casework.PartBytes, len(file))]); err != nil {
			return v, err
		}
	}
	v.Token = begun.Token
	return v, nil
}

// keys are the files that are kept.
func (c *cabinet) keys(prefix string) (out []string) {
	c.t.Helper()
	c.must(c.blobs.List(c.t.Context(), prefix, func(f blob.Info) error { out = append(out, f.Key); return nil }))
	return out
}

// holds reports whether any kept file has these bytes in it.
func (c *cabinet) holds(what []byte) bool {
	c.t.Helper()
	for _, prefix := range []string{"upload/", "evidence/"} {
		for _, key := range c.keys(prefix) {
			body, _, err := c.blobs.Get(c.t.Context(), key)
			c.must(err)
			all, err := io.ReadAll(body)
			c.must(errors.Join(err, body.Close()))
			if bytes.Contains(all, what) {
				return true
			}
		}
	}
	return false
}

func (c *cabinet) files() {
	c.t.Helper()
	_, err := c.s.SweepFiles(c.t.Context())
	c.must(err)
}

func (c *cabinet) with(originals bool, uploads ...casework.UploadView) casework.Receipt {
	c.t.Helper()
	return c.submit(func(r *casework.SubmitRequest) {
		r.Originals = originals
		for _, u := range uploads {
			r.Uploads = append(r.Uploads, u.ID)
		}
	})
}

func (c *cabinet) own(r casework.Receipt) (casework.Complainant, casework.ComplaintView) {
	c.t.Helper()
	who := casework.Complainant{Actor: nobody.Actor, Code: r.TrackingCode, Net: "net"}
	v, err := c.s.ByCode(c.t.Context(), who)
	c.must(err)
	return who, v
}

func read(t testing.TB, f casework.File) []byte {
	t.Helper()
	all, err := io.ReadAll(f.Body)
	if err := errors.Join(err, f.Body.Close()); err != nil {
		t.Fatal(err)
	}
	if int64(len(all)) != f.Bytes {
		t.Errorf("%d bytes, not %d", len(all), f.Bytes)
	}
	return all
}

// photo is a picture with every kind of metadata in it.
func photo() []byte { return picturetest.Images(9, 4)[6].Body }

// pdf is a document of some size with a word in it.
func pdf(size int) []byte {
	return append([]byte("%PDF-1.7\n"+picturetest.Canary+"\n"), bytes.Repeat([]byte("0123456789abcdef"), size/16)...)
}

func TestPhotosAreMadeAnew(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		c := newCabinet(t, st)
		ctx := t.Context()
		alone, agreed := c.send(photo()), c.send(photo())
		if alone.State != "ready" || c.daemon.Scans() != 2 {
			t.Fatalf("%+v after %d scans", alone, c.daemon.Scans())
		}
		plain, kept := c.with(false, alone), c.with(true, agreed)
		c.files()
		for _, r := range []casework.Receipt{plain, kept} {
			who, v := c.own(r)
			if len(v.Evidence) != 1 || v.Evidence[0].State != "ready" || v.Evidence[0].Kind != casework.KindPhoto || v.Evidence[0].Name != "" {
				t.Fatalf("%+v", v.Evidence)
			}
			id := v.Evidence[0].ID
			f, err := c.s.OwnEvidence(ctx, who, r.ID, id)
			c.must(err)
			body := read(t, f)
			head, err := picture.ReadHead(body)
			if err != nil || f.Type != "image/jpeg" || head.Orientation != 1 || bytes.Contains(body, []byte(picturetest.Canary)) {
				t.Errorf("%s: %+v, %v", f.Type, head, err)
			}
			desk, err := c.s.CaseEvidence(ctx, intake, r.ID, id)
			c.must(err)
			if !bytes.Equal(read(t, desk), body) {
				t.Error("the desk sees another picture")
			}
			// Nobody else: another code, another case's file, another district, a facility.
			other, _ := c.own(c.submit(nil))
			for what, err := range map[string]error{
				"another code":     third(c.s.OwnEvidence(ctx, other, r.ID, id)),
				"another case":     third(c.s.CaseEvidence(ctx, intake, c.submit(nil).ID, id)),
				"another district": third(c.s.CaseEvidence(ctx, officer("elsewhere", west), r.ID, id)),
				"the facility":     third(c.s.CaseEvidence(ctx, staff, r.ID, id)),
			} {
				if !care.Is(err, care.CodeNotFound) && !care.Is(err, care.CodeNotAllowed) {
					t.Errorf("%s: %v", what, err)
				}
			}
		}
		if n := len(c.keys("evidence/")); n != 2 {
			t.Errorf("%d pictures are kept", n)
		}
		// The file as it came is gone where its sender did not agree, and sealed where they did.
		if n := len(c.keys("upload/")); n != 1 {
			t.Errorf("%d files as they came are kept", n)
		}
		if c.holds([]byte(picturetest.Canary)) {
			t.Error("words of the metadata can be read in a kept file")
		}
	})
}

func third(_ casework.File, err error) error { return err }

func TestOtherFilesStaySealed(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		c := newCabinet(t, st)
		ctx := t.Context()
		file := pdf(700_000) // three parts
		r := c.with(false, c.send(file))
		c.files()
		who, v := c.own(r)
		if len(v.Evidence) != 1 || v.Evidence[0].State != "sealed" || v.Evidence[0].Kind != casework.KindDocument {
			t.Fatalf("%+v", v.Evidence)
		}
		id := v.Evidence[0].ID
		mine, err := c.s.OwnEvidence(ctx, who, r.ID, id)
		c.must(err)
		if mine.Type != "application/pdf" || !bytes.Equal(read(t, mine), file) {
			t.Errorf("its sender is given %s %s", mine.Name, mine.Type)
		}
		other, _ := c.own(c.submit(nil))
		if _, err := c.s.OwnEvidence(ctx, other, r.ID, id); !care.Is(err, care.CodeNotFound) {
			t.Errorf("shown to somebody else: %v", err)
		}
		before := c.opened()
		f, err := c.s.CaseEvidence(ctx, intake, r.ID, id)
		c.must(err)
		if f.Type != "application/pdf" || !strings.HasSuffix(f.Name, ".pdf") || !bytes.Equal(read(t, f), file) {
			t.Errorf("%s %s is not what was sent", f.Name, f.Type)
		}
		if c.opened() != before+1 {
			t.Error("a look at it is not written down")
		}
		if c.holds([]byte(picturetest.Canary)) || c.holds([]byte("0123456789abcdef0123456789abcdef")) {
			t.Error("a kept file can be read without the key")
		}
		if len(c.keys("evidence/")) != 0 {
			t.Error("something lies where photos lie")
		}
	})
}

// opened counts the looks at files in the chain of changes.
func (c *cabinet) opened() (n int) {
	c.t.Helper()
	_, err := c.st.Sequence(c.t.Context(), "test", c.at())
	c.must(err)
	changes, err := c.st.Changes(c.t.Context(), 0, 10_000)
	c.must(err)
	for _, ch := range changes {
		if ch.Noun == care.NounOpening && ch.Kind == "file" {
			n++
		}
	}
	return n
}

// A network that breaks: parts come twice, in the wrong order, two at once; another device has no part in it.
func TestUploadsGoOn(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		c := newCabinet(t, st)
		ctx := t.Context()
		file := pdf(3*casework.PartBytes + 777)
		sum := sha256.Sum256(file)
		begun, err := c.s.BeginUpload(ctx, nobody, casework.UploadRequest{Size: int64(len(file)), SHA256: hex.EncodeToString(sum[:])})
		c.must(err)
		put := func(token string, at, to int) (casework.UploadView, error) {
			return c.s.PutPart(ctx, begun.ID, token, int64(at), file[at:to])
		}
		const p = casework.PartBytes
		if _, err := put("guess", 0, p); !care.Is(err, care.CodeNotFound) {
			t.Errorf("with another token: %v", err)
		}
		var wrong *casework.OffsetError
		if _, err := put(begun.Token, p, 2*p); !errors.As(err, &wrong) || wrong.Upload.Offset != 0 || !care.Is(err, care.CodeUploadOffset) {
			t.Errorf("the second before the first: %v", err)
		}
		if _, err := put(begun.Token, 0, 100); !care.Is(err, care.CodeInvalid) {
			t.Errorf("too little to tell what it is: %v", err)
		}
		for range 2 { // the answer was lost
			if v, err := put(begun.Token, 0, p); err != nil || v.Offset != p {
				t.Errorf("the first part: %+v, %v", v, err)
			}
		}
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				if v, err := put(begun.Token, p, 2*p); err != nil || v.Offset != 2*p {
					t.Errorf("the same part at once: %+v, %v", v, err)
				}
			})
		}
		all.Wait()
		if n := len(c.keys("upload/")); n != 2 {
			t.Errorf("%d parts are kept of 2", n)
		}
		if _, err := c.s.Upload(ctx, begun.ID, "guess"); !care.Is(err, care.CodeNotFound) {
			t.Errorf("asked with another token: %v", err)
		}
		if v, err := c.s.Upload(ctx, begun.ID, begun.Token); err != nil || v.Offset != 2*p || v.State != "receiving" {
			t.Errorf("where to go on: %+v, %v", v, err)
		}
		if _, err := c.s.Submit(ctx, nobody, c.key(), report(func(r *casework.SubmitRequest) { r.Uploads = []care.UploadID{begun.ID} })); !care.Is(err, care.CodeUploadUnready) {
			t.Errorf("sent with half a file: %v", err)
		}
		if _, err := put(begun.Token, 2*p, 3*p); err != nil {
			t.Error(err)
		}
		tail := append(bytes.Clone(file[3*p:]), 'x')
		if _, err := c.s.PutPart(ctx, begun.ID, begun.Token, 3*p, tail); !care.Is(err, care.CodeTooLarge) {
			t.Errorf("one byte more than was announced: %v", err)
		}
		if v, err := put(begun.Token, 3*p, len(file)); err != nil || v.State != "ready" || v.Offset != int64(len(file)) {
			t.Errorf("%+v, %v", v, err)
		}
		r := c.with(false, casework.UploadView{ID: begun.ID})
		if _, err := c.s.Submit(ctx, nobody, c.key(), report(func(r *casework.SubmitRequest) { r.Uploads = []care.UploadID{begun.ID} })); !care.Is(err, care.CodeUploadUnready) {
			t.Errorf("one file in two complaints: %v", err)
		}
		c.must(c.s.DropUpload(ctx, begun.ID, begun.Token)) // too late: it is the case's
		_, v := c.own(r)
		if f, err := c.s.CaseEvidence(ctx, intake, r.ID, v.Evidence[0].ID); err != nil || !bytes.Equal(read(t, f), file) {
			t.Errorf("the file of the case: %v", err)
		}
	})
}

// What is announced and what arrives must be one.
func TestAnotherFileThanAnnounced(t *testing.T) {
	c := newCabinet(t, storetest.New(t))
	file := photo()
	begun, err := c.s.BeginUpload(t.Context(), nobody, casework.UploadRequest{Size: int64(len(file)), SHA256: strings.Repeat("ab", 32)})
	c.must(err)
	v, err := c.s.PutPart(t.Context(), begun.ID, begun.Token, 0, file)
	if err != nil || v.State != "refused" || v.Code != care.CodeUploadChecksum {
		t.Errorf("%+v, %v", v, err)
	}
	c.files()
	if len(c.keys("")) != 0 {
		t.Errorf("kept all the same: %v", c.keys(""))
	}
}

// Bar B5, control: when a picture cannot be made anew it is refused, whatever the reason; it is never kept as it came.
func TestAPictureThatCannotBeMadeAnewIsRefused(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		c := newCabinet(t, st)
		c.broken = care.Errorf(care.Invalid, care.CodePictureDamaged, "file", "forced")
		v := c.send(photo())
		if v.State != "refused" || v.Code != care.CodePictureDamaged {
			t.Fatalf("%+v", v)
		}
		_, err := c.s.Submit(t.Context(), nobody, c.key(), report(func(r *casework.SubmitRequest) { r.Originals, r.Uploads = true, []care.UploadID{v.ID} }))
		if !care.Is(err, care.CodePictureDamaged) {
			t.Errorf("a complaint with it: %v", err)
		}
		c.files()
		if kept := c.keys(""); len(kept) != 0 {
			t.Errorf("kept all the same: %v", kept)
		}
	})
}

// What is away for a while delays files, never a complaint: they are checked when it is back, and refused then if need be.
func TestComplaintsDoNotWaitForTheScanner(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		c := newCabinet(t, st)
		c.daemon.Set(clamdtest.Closes)
		good, film, bad := c.send(photo()), c.send(pdf(5000)), c.send(append(pdf(5000), clamdtest.Signature...))
		if good.State != "checking" || film.State != "checking" || bad.State != "checking" {
			t.Fatalf("%+v %+v %+v", good, film, bad)
		}
		r := c.with(true, good, film, bad)
		_, v := c.own(r)
		for _, e := range v.Evidence {
			if e.State != "checking" {
				t.Errorf("%+v", e)
			}
			if _, err := c.s.CaseEvidence(t.Context(), intake, r.ID, e.ID); !care.Is(err, care.CodeNotFound) {
				t.Errorf("shown before it was checked: %v", err)
			}
		}
		c.files() // still claimed: nothing happens
		c.daemon.Set(clamdtest.Sound)
		c.pass(4 * time.Minute)
		c.files()
		c.files()
		_, v = c.own(r)
		var states []string
		for _, e := range v.Evidence {
			states = append(states, e.Kind+" "+e.State+" "+string(e.Code))
		}
		slices.Sort(states)
		if want := []string{"document refused file_refused", "document sealed ", "photo ready "}; !slices.Equal(states, want) {
			t.Errorf("%q, not %q", states, want)
		}
		if n := len(c.keys("upload/")); n != 2 {
			t.Errorf("%d files as they came are kept: the photo's and the document's are wanted, the refused one's is not", n)
		}
	})
}

// Bar S4: what is no photograph, document, recording or film is refused by its first bytes; what hurts decoders is refused or harmless.
func TestBombsAreRefused(t *testing.T) {
	c := newCabinet(t, storetest.New(t))
	for _, b := range picturetest.Bombs() {
		if len(b.Body) == 0 {
			if _, err := c.trySend(b.Body); !care.Is(err, care.CodeInvalid) {
				t.Errorf("%s: %v", b.Name, err)
			}
			continue
		}
		v, err := c.trySend(b.Body)
		want := b.Code
		switch {
		case err != nil:
			t.Errorf("%s: %v", b.Name, err)
		case strings.HasPrefix(string(b.Body), "%PDF"): // a document by its bytes, whatever it is called: sealed, never shown
			if v.State != "ready" {
				t.Errorf("%s: %+v", b.Name, v)
			}
		case want == "" && v.State != "ready" || want != "" && (v.State != "refused" || string(v.Code) != want):
			t.Errorf("%s: %+v; want %q", b.Name, v, want)
		}
		if v := c.send(photo()); v.State != "ready" {
			t.Errorf("after %s a good photo is %+v", b.Name, v)
		}
	}
	for name, size := range map[string]int64{"nothing": 0, "less": -1, "a byte more than a film may have": 50<<20 + 1} {
		if _, err := c.s.BeginUpload(t.Context(), nobody, casework.UploadRequest{Size: size}); !care.Is(err, care.CodeInvalid) && !care.Is(err, care.CodeTooLarge) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := c.s.PutPart(t.Context(), "../../etc/passwd", "x", 0, photo()); !care.Is(err, care.CodeNotFound) {
		t.Errorf("a path for an id: %v", err)
	}
}

// Uploads nobody sends, and files no row names, are removed in time; what is under way is not.
func TestWhatNobodySendsIsRemoved(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		c := newCabinet(t, st)
		ctx := t.Context()
		kept := c.with(true, c.send(photo()))
		c.send(photo())
		half, err := c.s.BeginUpload(ctx, nobody, casework.UploadRequest{Size: 1 << 20})
		c.must(err)
		_, err = c.s.PutPart(ctx, half.ID, half.Token, 0, pdf(1 << 20)[:casework.PartBytes])
		c.must(err)
		c.must(c.blobs.Put(ctx, "upload/orphan", strings.NewReader("x"), 1, ""))
		c.must(c.blobs.Put(ctx, "evidence/orphan", strings.NewReader("x"), 1, ""))
		c.pass(71 * time.Hour)
		c.files()
		if n := len(c.keys("")); n != 7 {
			t.Errorf("%d files after 71 hours, not 7: %v", n, c.keys(""))
		}
		c.pass(2 * time.Hour)
		c.files()
		if _, err := c.s.Upload(ctx, half.ID, half.Token); !care.Is(err, care.CodeNotFound) {
			t.Errorf("half an upload after 73 hours: %v", err)
		}
		if n, err := c.s.SweepOrphans(ctx); err != nil || n == 0 {
			t.Errorf("%d orphans, %v", n, err)
		}
		if n := len(c.keys("")); n != 2 {
			t.Errorf("%d files are left, not the two of the complaint: %v", n, c.keys(""))
		}
		_, v := c.own(kept)
		if _, err := c.s.CaseEvidence(ctx, intake, kept.ID, v.Evidence[0].ID); err != nil {
			t.Errorf("the complaint's photo: %v", err)
		}
	})
}
