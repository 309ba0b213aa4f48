package account

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"tuoyuquan/api/care"
)

// The cost of a password (OWASP's second choice: 19 MiB, two passes, one lane); about 50 ms here.
const (
	argonMemory  = 19 << 10 // KiB
	argonPasses  = 2
	argonLanes   = 1
	argonKey     = 32
	argonSalt    = 16
	minPassword  = 12  // characters
	maxPassword  = 256 // bytes
	mostDistinct = 5   // characters a password must have at least
)

// nobody is what the password of an account that is not there is compared with, so that the answer takes as long.
var nobody = hashOf([]byte("tuoyuquan-nobody"), "nobody signs in with this")

// hash makes the text form of a password. At most two are made at a time: each takes 19 MiB and a core.
func (s *Service) hash(ctx context.Context, password string) (string, error) {
	done, err := s.turn(ctx)
	if err != nil {
		return "", err
	}
	defer done()
	salt := make([]byte, argonSalt)
	_, _ = rand.Read(salt) // never fails
	return hashOf(salt, password), nil
}

func hashOf(salt []byte, password string) string {
	key := argon2.IDKey([]byte(norm.NFKC.String(password)), salt, argonPasses, argonMemory, argonLanes, argonKey)
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonPasses, argonLanes,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(key))
}

// verify compares a password with the text form of one. It takes as long when there is none.
func (s *Service) verify(ctx context.Context, text, password string) (bool, error) {
	known := text != ""
	if !known {
		text = nobody
	}
	done, err := s.turn(ctx)
	if err != nil {
		return false, err
	}
	defer done()
	var version int
	var memory, passes uint32
	var lanes uint8
	parts := strings.Split(text, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false, nil
	}
	if _, err := fmt.Sscanf(parts[2]+" "+parts[3], "v=%d m=%d,t=%d,p=%d", &version, &memory, &passes, &lanes); err != nil ||
		version != argon2.Version || memory > 1<<20 || passes > 16 || passes < 1 || lanes < 1 {
		return false, nil
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(parts[4])
	want, err2 := base64.RawStdEncoding.DecodeString(parts[5])
	if err1 != nil || err2 != nil || len(want) != argonKey {
		return false, nil
	}
	got := argon2.IDKey([]byte(norm.NFKC.String(password)), salt, passes, memory, lanes, argonKey)
	return subtle.ConstantTimeCompare(got, want) == 1 && known, nil
}

// turn waits until another password may be hashed.
func (s *Service) turn(ctx context.Context) (done func(), err error) {
	select {
	case s.hashing <- struct{}{}:
		return func() { <-s.hashing }, nil
	case <-ctx.Done():
		return nil, &care.Error{Kind: care.Unavailable, Code: care.CodeUnavailable, Cause: ctx.Err()}
	}
}

// common are parts of the passwords tried first.
var common = []string{
	"password", "123456", "111111", "000000", "666666", "888888", "qwerty", "asdfgh", "abc123", "1qaz2wsx", "woaini", "5201314", "iloveyou",
	"letmein", "welcome", "tuoyuquan", "tuoyu", "admin",
}

// checkPassword refuses what is guessed first: short ones, few characters, and those that are hardly more than the name or a
// common word. Nothing is asked of the kinds of characters: that makes passwords worse.
func checkPassword(password, username string) error {
	if !utf8.ValidString(password) || len(password) > maxPassword {
		return care.Errorf(care.Invalid, care.CodeWeakPassword, "password", "a password has at most %d bytes", maxPassword)
	}
	p := strings.ToLower(norm.NFKC.String(password))
	if utf8.RuneCountInString(p) < minPassword {
		return care.Errorf(care.Invalid, care.CodeWeakPassword, "password", "a password has at least %d characters", minPassword)
	}
	distinct := map[rune]bool{}
	steps := 0 // characters that follow from the one before
	var before rune
	for _, r := range p {
		if distinct[r] = true; r == before+1 || r == before-1 || r == before {
			steps++
		}
		before = r
	}
	rest := p
	for _, word := range append(common, strings.ToLower(username)) {
		if word != "" {
			rest = strings.ReplaceAll(rest, word, "")
		}
	}
	if len(distinct) < mostDistinct || steps > utf8.RuneCountInString(p)/2 || utf8.RuneCountInString(rest) < minPassword/2 {
		return care.Errorf(care.Invalid, care.CodeWeakPassword, "password", "this password is among the first to be guessed")
	}
	return nil
}
