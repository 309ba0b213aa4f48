package seal_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"tuoyuquan/api/seal"
)

func box(t *testing.T, keys ...byte) *seal.Box {
	t.Helper()
	var all [][]byte
	for _, k := range keys {
		all = append(all, bytes.Repeat([]byte{k}, seal.KeySize))
	}
	b, err := seal.New(all[0], all[1:]...)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestSealAndOpen(t *testing.T) {
	b := box(t, 1)
	for _, plain := range []string{"小满", "13800138000", strings.Repeat("花生过敏 ", 200)} {
		one, two := b.Seal("child.name:1", plain), b.Seal("child.name:1", plain)
		if one == two {
			t.Error("equal texts look equal when sealed")
		}
		if strings.Contains(one, plain) {
			t.Errorf("%q can be read in %q", plain, one)
		}
		got, err := b.Open("child.name:1", one)
		if err != nil || got != plain {
			t.Errorf("opened %q, %v; want %q", got, err, plain)
		}
	}
	if b.Seal("x", "") != "" || b.Hash("x", "") != "" {
		t.Error("an empty text is sealed or hashed")
	}
	if got, err := b.Open("x", ""); got != "" || err != nil {
		t.Error("an empty text does not open empty")
	}
}

func TestSealedElsewhereOrChanged(t *testing.T) {
	b := box(t, 1)
	sealed := b.Seal("child.name:1", "小满")
	if _, err := b.Open("child.name:2", sealed); !errors.Is(err, seal.ErrBroken) {
		t.Errorf("opens for another child: %v", err)
	}
	raw, err := base64.RawURLEncoding.DecodeString(sealed)
	if err != nil {
		t.Fatal(err)
	}
	for i := range raw {
		bad := bytes.Clone(raw)
		bad[i] ^= 1
		if _, err := b.Open("child.name:1", base64.RawURLEncoding.EncodeToString(bad)); err == nil {
			t.Errorf("opens with byte %d changed", i)
		}
	}
	for cut := range len(sealed) {
		if _, err := b.Open("child.name:1", sealed[:cut]); err == nil && cut > 0 {
			t.Errorf("opens when cut to %d bytes", cut)
		}
	}
}

func TestKeysRotate(t *testing.T) {
	old, both, other := box(t, 1), box(t, 2, 1), box(t, 3)
	sealed, hash := old.Seal("c", "13800138000"), old.Hash("phone", "13800138000")
	if got, err := both.Open("c", sealed); err != nil || got != "13800138000" {
		t.Errorf("an older key does not open: %q, %v", got, err)
	}
	if both.Hash("phone", "13800138000") != hash {
		t.Error("a new key in front loses the hashes")
	}
	if _, err := old.Open("c", both.Seal("c", "x")); !errors.Is(err, seal.ErrUnknownKey) {
		t.Errorf("sealed with the new key, opened with the old: %v", err)
	}
	if _, err := other.Open("c", sealed); !errors.Is(err, seal.ErrUnknownKey) {
		t.Errorf("opened with another key: %v", err)
	}
	if other.Hash("phone", "13800138000") == hash {
		t.Error("the hash does not depend on the key")
	}
	if old.Hash("phone", "a") == old.Hash("name", "a") {
		t.Error("the hash does not depend on the context")
	}
}

func TestParseKeys(t *testing.T) {
	one, two := seal.NewKey(), seal.NewKey()
	first, older, err := seal.ParseKeys(two + ", " + one)
	if err != nil || len(older) != 1 || base64.StdEncoding.EncodeToString(first) != two {
		t.Errorf("%v %v %v", first, older, err)
	}
	for _, bad := range []string{"", "secret", base64.StdEncoding.EncodeToString([]byte("short")), one + ","} {
		_, _, err := seal.ParseKeys(bad)
		if !errors.Is(err, seal.ErrKey) {
			t.Errorf("%q: %v", bad, err)
		}
		if err != nil && bad != "" && strings.Contains(err.Error(), bad) {
			t.Errorf("the fault repeats the key: %v", err)
		}
	}
	if _, err := seal.New([]byte("short")); !errors.Is(err, seal.ErrKey) {
		t.Errorf("a short key is taken: %v", err)
	}
}

func FuzzOpen(f *testing.F) {
	b, err := seal.New(make([]byte, seal.KeySize))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b.Seal("c", "小满"))
	f.Add("AAAAAAAA")
	f.Fuzz(func(t *testing.T, text string) {
		if plain, err := b.Open("c", text); err != nil && plain != "" {
			t.Errorf("%q: %q beside %v", text, plain, err)
		}
	})
}
