// Package seal makes personal fields unreadable for whoever has the database but not the key, and lets equal fields be found
// without reading them. It knows ciphers and keys. It must not know what the fields mean or where they are kept.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
)

// KeySize is the bytes of a key.
const KeySize = 32

var (
	// ErrKey says that a key is not of KeySize bytes.
	ErrKey = errors.New("seal: a key has 32 bytes")
	// ErrUnknownKey says that what was sealed names a key this Box does not have.
	ErrUnknownKey = errors.New("seal: sealed with a key that is not given")
	// ErrBroken says that what was sealed has been changed, cut, or moved to another place.
	ErrBroken = errors.New("seal: what was sealed has been changed or belongs elsewhere")
)

// Box seals with one key and opens with that key or an older one. It is safe for concurrent use.
type Box struct {
	now  *key // seals
	keys map[[4]byte]*key
	hash []byte // of the oldest key: hashes must stay the same when keys change
}

type key struct {
	name [4]byte // derived from the key; tells which key opens
	aead cipher.AEAD
}

// New returns a Box that seals with the first key. Those after it are older ones, newest first, which still open; the last
// one keys the hashes, so that a new key may be put in front without losing what is looked up by hash. Fails with ErrKey.
func New(first []byte, older ...[]byte) (*Box, error) {
	b := &Box{keys: make(map[[4]byte]*key, 1+len(older))}
	for i, secret := range append([][]byte{first}, older...) {
		k, err := newKey(secret)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			b.now = k
		}
		b.keys[k.name] = k
		if b.hash, err = hkdf.Key(sha256.New, secret, nil, "tuoyuquan hash", KeySize); err != nil {
			return nil, err
		}
	}
	return b, nil
}

func newKey(secret []byte) (*key, error) {
	if len(secret) != KeySize {
		return nil, ErrKey
	}
	derived, err := hkdf.Key(sha256.New, secret, nil, "tuoyuquan seal", KeySize)
	if err != nil {
		return nil, err
	}
	name, err := hkdf.Key(sha256.New, secret, nil, "tuoyuquan key name", 4)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(derived)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	return &key{name: [4]byte(name), aead: aead}, nil
}

// ParseKeys reads keys in base64, separated by commas, the one to seal with first.
func ParseKeys(text string) (first []byte, older [][]byte, err error) {
	for i, part := range strings.Split(text, ",") {
		secret, err := base64.StdEncoding.DecodeString(strings.TrimSpace(part))
		if err != nil || len(secret) != KeySize {
			return nil, nil, fmt.Errorf("key %d of the list: %w, in base64", i+1, ErrKey) // never the text itself
		}
		if i == 0 {
			first = secret
		} else {
			older = append(older, secret)
		}
	}
	return first, older, nil
}

// NewKey returns a fresh key in base64.
func NewKey() string {
	secret := make([]byte, KeySize)
	_, _ = rand.Read(secret) // never fails
	return base64.StdEncoding.EncodeToString(secret)
}

// Seal returns the text unreadable, different every time. What is sealed for one context (say "child.name:<id>") opens for no
// other, so that a sealed field cannot be moved to another row. An empty text stays empty: that a field is not filled in is
// no secret.
func (b *Box) Seal(context, plain string) string {
	if plain == "" {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(b.SealBytes(context, []byte(plain)))
}

// Open gives the text back. Fails with ErrUnknownKey or ErrBroken.
func (b *Box) Open(context, sealed string) (string, error) {
	if sealed == "" {
		return "", nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(sealed)
	if err != nil {
		return "", ErrBroken
	}
	plain, err := b.OpenBytes(context, raw)
	return string(plain), err
}

// SealBytes is Seal for whole files: 4 bytes of the key's name, the nonce, and what is sealed (AES-256-GCM).
func (b *Box) SealBytes(context string, plain []byte) []byte {
	name, size := b.now.name, b.now.aead.NonceSize()
	out := make([]byte, len(name)+size, len(name)+size+len(plain)+b.now.aead.Overhead())
	copy(out, name[:])
	nonce := out[len(name):]
	_, _ = rand.Read(nonce) // never fails
	return b.now.aead.Seal(out, nonce, plain, []byte(context))
}

// OpenBytes is Open for what SealBytes made.
func (b *Box) OpenBytes(context string, sealed []byte) ([]byte, error) {
	if len(sealed) < 4 {
		return nil, ErrBroken
	}
	k := b.keys[[4]byte(sealed[:4])]
	if k == nil {
		return nil, ErrUnknownKey
	}
	rest := sealed[4:]
	if len(rest) < k.aead.NonceSize() {
		return nil, ErrBroken
	}
	plain, err := k.aead.Open(nil, rest[:k.aead.NonceSize()], rest[k.aead.NonceSize():], []byte(context))
	if err != nil {
		return nil, ErrBroken
	}
	return plain, nil
}

// Hash tells equal texts of one context without telling the text: a keyed hash in 43 characters. An empty text has none.
func (b *Box) Hash(context, plain string) string {
	if plain == "" {
		return ""
	}
	mac := hmac.New(sha256.New, b.hash)
	_, _ = fmt.Fprintf(mac, "%d:%s:%s", len(context), context, plain)
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}
